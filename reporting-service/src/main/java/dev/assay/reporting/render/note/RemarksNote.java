// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report;
import java.util.List;

/** What was remarked when the study was accepted. */
final class RemarksNote {
  private RemarksNote() {}

  static List<Note> of(Report report) {
    return report.remarks().isEmpty()
        ? List.of()
        : Note.one(
            "Remarks", String.join(" ", report.remarks().stream().map(Words::closed).toList()));
  }
}
