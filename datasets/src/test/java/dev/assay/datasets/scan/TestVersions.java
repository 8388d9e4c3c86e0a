// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Versions and images for tests, with default decoding options and without attributes. */
public final class TestVersions {
  private TestVersions() {}

  /** A version without quarantined files. */
  public static DatasetVersion version(
      Path root, String layout, String groupKind, List<String> classes, List<ScannedImage> images) {
    return new DatasetVersion(
        root,
        layout,
        groupKind,
        classes,
        false,
        images,
        List.of(),
        DecodingOptions.paper(),
        Optional.empty(),
        List.of());
  }

  /** An image of one byte. */
  public static ScannedImage image(
      Path file,
      String image,
      String sha256,
      int width,
      int height,
      int label,
      String group,
      Optional<Part> part) {
    return new ScannedImage(
        file, image, sha256, 1, width, height, label, group, part, Map.of(), Optional.empty());
  }

  /** The image in another group. */
  public static ScannedImage withGroup(ScannedImage image, String group) {
    return new ScannedImage(
        image.file(),
        image.image(),
        image.sha256(),
        image.bytes(),
        image.width(),
        image.height(),
        image.label(),
        group,
        image.part(),
        image.attributes(),
        image.stamp());
  }
}
