// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.reporting.report.Report.ComparisonFailure;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the comparisons of a study are.
 *
 * @param awaited data sets whose cells all have results and whose comparison is still to come
 * @param failed data sets whose comparison failed, each with the reason, for a person
 */
record ComparisonsNow(List<String> awaited, List<String> failed) {
  ComparisonsNow {
    awaited = List.copyOf(awaited);
    failed = List.copyOf(failed);
  }

  /**
   * @param history has at least the events of the study as a whole
   * @param ended every cell that has ended, by its id
   */
  static ComparisonsNow of(
      StudyHistory history, StudyIndex study, Map<String, CellState> ended, Results results) {
    Map<String, String> evaluated = new HashMap<>();
    ended.forEach(
        (id, state) -> {
          String key = state.evaluationKey();
          if (key != null) {
            evaluated.put(id, key);
          }
        });
    List<String> awaited = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (String dataset : study.datasets()) {
      List<Cell> cells = study.cellsOf(dataset);
      SectionComparison comparison =
          SectionComparison.of(history, results, dataset, cells, evaluated);
      ComparisonFailure failure = comparison.failure();
      if (failure != null) {
        failed.add(
            Section.name(dataset, ReportAssembly.split(history, results, dataset))
                + ": "
                + failure.reason());
      } else if (comparison.file() == null && isToCome(study, cells, ended)) {
        awaited.add(dataset);
      }
    }
    return new ComparisonsNow(awaited, failed);
  }

  /** Two cells or more that may be compared have metrics, and every other will have none. */
  private static boolean isToCome(
      StudyIndex study, List<Cell> cells, Map<String, CellState> ended) {
    List<Cell> comparable = cells.stream().filter(Cell::isComparable).toList();
    return comparable.stream().allMatch(cell -> ended.containsKey(cell.cellId()))
        && comparable.stream().filter(cell -> ended.get(cell.cellId()).isDone()).count() > 1
        // The section that pools folds compares them.
        && cells.stream().allMatch(cell -> study.pooling(cell.cellId()).isEmpty());
  }
}
