// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingLabels;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An image that a layout found.
 *
 * @param file its path; in an archive of arrays the path of the archive, followed by the place of
 *     the image in it
 * @param imageId its path below the root: POSIX separators, Unicode NFC
 * @param className its class; empty text if it has findings
 * @param patient identifies its patient or lesion within the data set; empty if the layout knows
 *     them but not that of this image
 * @param part its predefined part, if there is one
 * @param attributes further attributes by name, such as age, sex, site; never an identifier
 * @param findings what is known of each finding of the listing, if an image may show several;
 *     empty: it has one class
 */
public record ListedFile(
    Path file,
    String imageId,
    String className,
    Optional<String> patient,
    Optional<Part> part,
    Map<String, String> attributes,
    Optional<FindingLabels> findings) {

  public ListedFile {
    attributes = Map.copyOf(attributes);
  }

  /** An image of one class. */
  public ListedFile(
      Path file,
      String imageId,
      String className,
      Optional<String> patient,
      Optional<Part> part,
      Map<String, String> attributes) {
    this(file, imageId, className, patient, part, attributes, Optional.empty());
  }

  /** An image of one class without attributes. */
  public ListedFile(
      Path file, String imageId, String className, Optional<String> patient, Optional<Part> part) {
    this(file, imageId, className, patient, part, Map.of());
  }

  /** The class, for lists of files that are left out; empty if it has findings. */
  public Optional<String> statedClass() {
    return findings.isPresent() ? Optional.empty() : Optional.of(className);
  }
}
