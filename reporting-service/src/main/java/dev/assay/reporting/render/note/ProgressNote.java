// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.State;
import java.util.List;

/** How far a study is that has not ended well. */
final class ProgressNote {
  private ProgressNote() {}

  static List<Note> of(Report report) {
    int all = report.rows().size();
    int done = report.count(State.DONE);
    int failed = report.count(State.FAILED);
    return switch (report.outcome()) {
      case UNFINISHED ->
          Note.one(
              "Partial report",
              "The study is not finished: %s of %s cells have results, %s failed, %s have none yet."
                  .formatted(done, all, failed, report.count(State.PENDING)));
      case CANCELLED ->
          Note.one(
              "Cancelled study",
              "%s of %s cells have results; the others were cancelled or failed."
                  .formatted(done, all));
      case FAILED_CELLS ->
          Note.one(
              "Failed cells",
              "%s of %s cells have no results; their rows say why.".formatted(failed, all));
      case DONE -> List.of();
    };
  }
}
