// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.features;

import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Which row of a file of features belongs to which image: by the hash of the image's bytes, or by
 * its path below the root of its data set.
 *
 * @param names under which the rows are found, by image
 * @param missing the images without a row
 */
public record FeatureMatch(Map<String, String> names, List<Wanted> missing) {
  public FeatureMatch {
    names = Map.copyOf(names);
    missing = List.copyOf(missing);
  }

  /**
   * An image that needs features.
   *
   * @param image by which results know it
   * @param path below the root of its data set
   * @param sha256 of its bytes
   */
  public record Wanted(String image, String path, String sha256) {
    /** An image of a data set under the id that it has there. */
    public static Wanted of(DatasetVersion version, ScannedImage image) {
      return of(version, image, image.image());
    }

    /** The same under another id. */
    public static Wanted of(DatasetVersion version, ScannedImage image, String id) {
      return new Wanted(id, ImageNames.path(version.root(), image.file()), image.sha256());
    }
  }

  /**
   * @param rows names of the rows
   * @param ofPath what a path is called among them
   */
  public static FeatureMatch of(
      List<Wanted> images, Set<String> rows, UnaryOperator<String> ofPath) {
    Map<String, String> names = new LinkedHashMap<>();
    List<Wanted> missing = new ArrayList<>();
    for (Wanted image : images) {
      String path = ofPath.apply(image.path());
      if (rows.contains(image.sha256())) {
        names.put(image.image(), image.sha256());
      } else if (rows.contains(path)) {
        names.put(image.image(), path);
      } else {
        missing.add(image);
      }
    }
    return new FeatureMatch(names, missing);
  }

  /**
   * What is wrong, if an image has no row. It names no image: the fault may be published.
   *
   * @param set name of the data set or section
   */
  public Optional<String> fault(String set) {
    int all = names.size() + missing.size();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "has no features of %d of the %d images of '%s'%s; the array or column 'image' must have the path of each image below the root of the data set, or the SHA-256 of its bytes"
                .formatted(
                    missing.size(),
                    all,
                    set,
                    names.isEmpty()
                        ? ", so it may be of another data set or have other paths"
                        : ""));
  }
}
