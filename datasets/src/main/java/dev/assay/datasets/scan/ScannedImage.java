// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingLabels;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image that can be used, as a scan found it.
 *
 * @param file its path; never leaves data-service
 * @param image hash of its id, the NFC POSIX path below the root
 * @param sha256 of its bytes
 * @param bytes of the file
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param label index into the classes
 * @param group keyed pseudonym of its patient or lesion
 * @param part its predefined part
 * @param attributes what else is known about it, by name: age, sex, site; never an identifier
 * @param stamp by which the next scan knows that the file is unchanged; empty if it cannot be known
 * @param findings what is known of each class of the version, if an image may show several; absent:
 *     it has the one class of its label
 */
public record ScannedImage(
    Path file,
    String image,
    String sha256,
    long bytes,
    int width,
    int height,
    int label,
    String group,
    Optional<Part> part,
    Map<String, String> attributes,
    Optional<FileStamp> stamp,
    @Nullable FindingLabels findings) {

  /** An image of one class. */
  public ScannedImage(
      Path file,
      String image,
      String sha256,
      long bytes,
      int width,
      int height,
      int label,
      String group,
      Optional<Part> part,
      Map<String, String> attributes,
      Optional<FileStamp> stamp) {
    this(file, image, sha256, bytes, width, height, label, group, part, attributes, stamp, null);
  }

  public ScannedImage {
    attributes = Map.copyOf(attributes);
  }

  /** The same image in a group that has only this image. */
  ScannedImage asOwnGroup() {
    return new ScannedImage(
        file, image, sha256, bytes, width, height, label, image, part, attributes, stamp, findings);
  }
}
