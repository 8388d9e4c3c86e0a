// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.study.Cells;
import dev.assay.contracts.study.StudySpec;
import dev.assay.data.study.StudyPlan.PlannedSplit;
import dev.assay.datasets.split.PooledFolds;
import dev.assay.datasets.split.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds the pooled folds of a data set: a section with the name of the data set, before the sections
 * of its folds.
 */
final class FoldRows {
  private FoldRows() {}

  /**
   * @param splits of one data set
   * @return the splits, after the pooled test set if the folds can be pooled
   */
  static List<PlannedSplit> withPooled(StudySpec.Dataset dataset, List<PlannedSplit> splits) {
    // New images are tested by the models of every fold, so these are no out-of-fold predictions.
    if (dataset.split().folds() == null || splits.stream().anyMatch(PlannedSplit::testOnly)) {
      return splits;
    }
    Optional<Split> pooled = PooledFolds.of(splits.stream().map(PlannedSplit::split).toList());
    if (pooled.isEmpty()) {
      return splits;
    }
    PlannedSplit first = splits.getFirst();
    List<PlannedSplit> all = new ArrayList<>();
    all.add(
        new PlannedSplit(
            dataset.name(), first.registered(), first.at(), first.version(), pooled.get(), true));
    all.addAll(splits);
    return List.copyOf(all);
  }

  /**
   * @param cells of the study as it is expanded
   * @param splits of all data sets
   * @return the cells, with the pooled cells before those of their folds
   */
  static List<Cell> withPooled(StudySpec spec, List<Cell> cells, List<PlannedSplit> splits) {
    return Cells.withPooled(
        spec,
        cells,
        dataset ->
            dataset.split().folds() != null
                && splits.stream().anyMatch(split -> split.dataset().equals(dataset.name())));
  }
}
