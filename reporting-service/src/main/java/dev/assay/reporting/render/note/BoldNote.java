// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.reporting.report.Report;
import java.util.List;

/** What bold means; the same for every report. */
final class BoldNote {
  private BoldNote() {}

  @SuppressWarnings("unused") // every kind of note is made from a report
  static List<Note> of(Report report) {
    return Note.one(
        "Bold",
        "Bold marks the best value of a column within a data set, and every value that is equal to"
            + " it when rounded. Bold is not significance.");
  }
}
