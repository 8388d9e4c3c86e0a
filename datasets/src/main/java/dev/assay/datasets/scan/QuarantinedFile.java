// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.datasets.QuarantineReason;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that is left out of the data set.
 *
 * @param detail a sentence without a path
 * @param stamp by which the next scan knows that the file is unchanged; empty if it cannot be known
 */
public record QuarantinedFile(
    Path file, QuarantineReason reason, String detail, Optional<FileStamp> stamp) {

  public QuarantinedFile(Path file, QuarantineReason reason, String detail) {
    this(file, reason, detail, Optional.empty());
  }
}
