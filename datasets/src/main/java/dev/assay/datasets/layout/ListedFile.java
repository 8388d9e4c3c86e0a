// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An image that a layout found.
 *
 * @param file its path; in an archive of arrays the path of the archive, followed by the place of
 *     the image in it
 * @param imageId its path below the root: POSIX separators, Unicode NFC
 * @param className its class
 * @param patient identifies its patient or lesion within the data set; empty if the layout knows
 *     them but not that of this image
 * @param part its predefined part, if there is one
 * @param attributes further attributes by name, such as age, sex, site; never an identifier
 */
public record ListedFile(
    Path file,
    String imageId,
    String className,
    Optional<String> patient,
    Optional<Part> part,
    Map<String, String> attributes) {

  public ListedFile {
    attributes = Map.copyOf(attributes);
  }

  public ListedFile(
      Path file, String imageId, String className, Optional<String> patient, Optional<Part> part) {
    this(file, imageId, className, patient, part, Map.of());
  }
}
