// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.QuarantineReason;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file among the images, or a row of a table of images, that the layout cannot use.
 *
 * @param file the file; for a row the path of the table followed by its place, {@code images.csv,
 *     row 7}, at which no file is
 * @param detail a sentence without a path
 * @param className the class that it would have, if that is known
 */
public record LeftOut(
    Path file, QuarantineReason reason, String detail, Optional<String> className) {

  public LeftOut(Path file, QuarantineReason reason, String detail) {
    this(file, reason, detail, Optional.empty());
  }

  LeftOut of(Optional<String> name) {
    return new LeftOut(file, reason, detail, name);
  }
}
