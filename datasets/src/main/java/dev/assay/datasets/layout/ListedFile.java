package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An image that a layout found.
 *
 * @param file where it is; within an archive of arrays, the archive's path with the image's place
 *     in it behind
 * @param imageId its path below the root: POSIX separators, Unicode NFC
 * @param className its class
 * @param patient what tells patients or lesions apart within the data set; empty if the layout
 *     knows them and this image has none
 * @param part its predefined side, if the data set says so
 * @param attributes what else is known about it, by name: age, sex, site; never an identifier
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
