// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import static java.util.stream.Collectors.toMap;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.ComparisonsFile.LeftOut;
import dev.assay.evaluation.comparisons.CellFacts;
import dev.assay.evaluation.comparisons.CellNames;
import dev.assay.evaluation.comparisons.ComparisonJob;
import dev.assay.evaluation.comparisons.ComparisonJob.CellPredictions;
import dev.assay.evaluation.metrics.CellJob;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.FailureRow;
import dev.assay.evaluation.store.SplitRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Makes the comparison of a data set's cells from the tables as they are now. */
final class ComparisonJobs {
  private ComparisonJobs() {}

  /**
   * @param cells of one data set
   * @return empty while the result of a cell may still change, and if fewer than two have a result
   */
  static Optional<ComparisonJob> of(StudyIndex index, List<Cell> cells) {
    StudySubmitted study = index.study();
    String studyId = study.studyId();
    String dataset = cells.getFirst().dataset();
    if (CellRow.anyUnsettled(studyId, dataset)) {
      return Optional.empty();
    }
    Optional<SplitRow> split = SplitRow.of(studyId, dataset);
    if (split.isEmpty()) {
      return Optional.empty();
    }
    Map<String, CellRow> rows =
        CellRow.ofDataset(studyId, dataset).stream().collect(toMap(row -> row.cellId, row -> row));
    CellJobs jobs = new CellJobs(index);
    Map<String, String> names = CellNames.of(cells);
    List<CellPredictions> compared = new ArrayList<>();
    List<Cell> comparable = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Cell cell : cells) {
      CellRow row = rows.get(cell.cellId());
      String name = names.get(cell.cellId());
      if (!cell.isComparable()) {
        leftOut.add(new LeftOut(cell.cellId(), name, ComparisonJob.REPLICATION));
      } else if (row.state == CellRow.State.DONE) {
        // of exactly these predictions: newer ones would have made it EVALUATING
        CellJob job = jobs.of(cell.cellId()).orElseThrow();
        comparable.add(cell);
        compared.add(
            CellPredictions.of(cell.cellId(), Objects.requireNonNull(row.announcedKey), job));
      } else if (row.state != CellRow.State.EVALUATING
          && FailureRow.of(studyId, cell.cellId()).isPresent()) {
        leftOut.add(new LeftOut(cell.cellId(), name, "it has no result"));
      } else {
        return Optional.empty();
      }
    }
    if (compared.size() < 2) {
      return Optional.empty();
    }
    ComparisonPlan plan =
        Objects.requireNonNullElseGet(
            study.comparison(), () -> ComparisonPlan.standard(split.get().event().hasFindings()));
    return Optional.of(
        new ComparisonJob(
            dataset,
            plan,
            study.comparison() != null,
            study.evaluation(),
            split.get().event().manifest(),
            split.get().event().hashes().test(),
            plan.referenceAmong(cells).map(Cell::cellId).orElse(null),
            names,
            compared,
            leftOut,
            List.of(),
            0,
            false,
            study.isExploratory(dataset),
            split.get().event().external(),
            CellFacts.of(comparable, names)));
  }
}
