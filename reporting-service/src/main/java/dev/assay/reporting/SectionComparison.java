// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.ComparisonFailed;
import dev.assay.contracts.event.ComparisonFailed.EvaluatedCell;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.ComparedCell;
import dev.assay.reporting.report.Report.ComparisonFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of the comparison of a data set's cells.
 *
 * @param file absent if there is none of the present metrics
 * @param failure absent unless the comparison of exactly the present metrics of all comparable
 *     cells failed, and no other attempt compared these
 */
record SectionComparison(@Nullable ComparisonsFile file, @Nullable ComparisonFailure failure) {
  /**
   * @param history has at least the events of the study as a whole
   * @param cells of the data set
   * @param evaluated present evaluation keys by cell id, of at least these cells
   */
  static SectionComparison of(
      StudyHistory history,
      Results results,
      String dataset,
      List<Cell> cells,
      Map<String, String> evaluated) {
    ComparisonsFile file =
        history
            .comparison(dataset)
            .map(event -> results.comparisons(event.comparison()))
            .filter(one -> evaluated.entrySet().containsAll(compared(one).entrySet()))
            .orElse(null);
    return new SectionComparison(file, failure(history, dataset, cells, evaluated, file));
  }

  private static @Nullable ComparisonFailure failure(
      StudyHistory history,
      String dataset,
      List<Cell> cells,
      Map<String, String> evaluated,
      @Nullable ComparisonsFile file) {
    List<ComparisonFailed> failed = history.failedComparisons(dataset);
    if (failed.isEmpty()) {
      return null;
    }
    Map<String, String> now = new HashMap<>();
    cells.stream()
        .filter(Cell::isComparable)
        .map(Cell::cellId)
        .filter(evaluated::containsKey)
        .forEach(id -> now.put(id, evaluated.get(id)));
    if (file != null && compared(file).equals(now)) {
      return null;
    }
    List<ComparisonFailed> ofThese =
        failed.stream().filter(failure -> compared(failure).equals(now)).toList();
    if (ofThese.isEmpty()) {
      return null;
    }
    return new ComparisonFailure(
        ofThese.stream().map(ComparisonFailed::reason).distinct().collect(Collectors.joining("; ")),
        ofThese.getFirst().actor());
  }

  private static Map<String, String> compared(ComparisonsFile file) {
    return file.cells().stream()
        .collect(Collectors.toMap(ComparedCell::cellId, ComparedCell::evaluationKey));
  }

  private static Map<String, String> compared(ComparisonFailed failure) {
    return failure.cells().stream()
        .collect(Collectors.toMap(EvaluatedCell::cellId, EvaluatedCell::evaluationKey));
  }
}
