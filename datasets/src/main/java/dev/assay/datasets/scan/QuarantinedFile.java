// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.datasets.QuarantineReason;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file, or a row of a table, that is left out of the data set.
 *
 * @param file the file; for a row the path of its table, followed by the place of the row
 * @param detail a sentence without a path
 * @param className the class that it would have, if that is known
 * @param stamp by which the next scan knows that the file is unchanged; empty if it cannot be known
 */
public record QuarantinedFile(
    Path file,
    QuarantineReason reason,
    String detail,
    Optional<String> className,
    Optional<FileStamp> stamp) {
  private static final Pattern PLACE = Pattern.compile(".*, row \\d+");

  public QuarantinedFile(
      Path file, QuarantineReason reason, String detail, Optional<String> className) {
    this(file, reason, detail, className, Optional.empty());
  }

  /** Whether this is a row of a table. */
  public boolean isRow() {
    return PLACE.matcher(String.valueOf(file.getFileName())).matches();
  }
}
