// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a study's events say together; only the progress of runs is missing, which changes more
 * often.
 *
 * @param report of the same history
 */
record AssembledStudy(
    StudyHistory history, StudySubmitted study, Report report, ComparisonsNow comparisons) {

  /** Absent while the study itself is not known. */
  static Optional<AssembledStudy> of(StudyHistory history, Results results) {
    return history
        .submission()
        .flatMap(
            study ->
                ReportAssembly.report(history, results)
                    .map(
                        report ->
                            new AssembledStudy(
                                history, study, report, comparisons(history, study, results))));
  }

  private static ComparisonsNow comparisons(
      StudyHistory history, StudySubmitted study, Results results) {
    Map<String, CellState> ended = new HashMap<>();
    for (Cell cell : study.cells()) {
      CellState state = history.state(cell.cellId());
      if (state.isDone() || state.failed()) {
        ended.put(cell.cellId(), state);
      }
    }
    return ComparisonsNow.of(history, new StudyIndex(study), ended, results);
  }

  /**
   * @param progress the newest of each run
   */
  StudyNow with(List<CellProgress> progress) {
    List<Cell> cells = study.cells();
    return new StudyNow(
        report,
        new StudyStatus(
            study.studyId(),
            study.name(),
            StudyState.of(history.outcome(), history.hasRuns() || !progress.isEmpty()),
            cells.size(),
            report.count(State.DONE),
            report.count(State.FAILED),
            cells.size(),
            StatusAssembly.cells(
                history, study, LabelColumn.needed(cells), report.rows(), progress),
            study.notes(),
            comparisons.awaited(),
            comparisons.failed()));
  }
}
