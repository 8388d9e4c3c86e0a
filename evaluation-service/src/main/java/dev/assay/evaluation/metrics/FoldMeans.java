// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.statistics.testset.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Mean over the folds of the points on validation images, on which each fold chose its checkpoint.
 * There is no spread, because folds are not independent.
 */
final class FoldMeans {
  private FoldMeans() {}

  /**
   * @param ofFolds the same metrics of each fold, in the same order
   */
  static List<MetricsFile.Metric> of(List<List<MetricsFile.Metric>> ofFolds) {
    List<MetricsFile.Metric> means = new ArrayList<>();
    for (int i = 0; i < ofFolds.getFirst().size(); i++) {
      int metric = i;
      means.add(mean(ofFolds.stream().map(fold -> fold.get(metric)).toList()));
    }
    return means;
  }

  private static MetricsFile.Metric mean(List<MetricsFile.Metric> folds) {
    MetricsFile.Metric first = folds.getFirst();
    for (int fold = 0; fold < folds.size(); fold++) {
      if (folds.get(fold).point() == null) {
        String reason = "fold " + (fold + 1) + ": " + folds.get(fold).reason();
        return new MetricsFile.Metric(
            first.name(), null, null, null, null, List.of(), null, 0, reason);
      }
    }
    double point =
        folds.stream()
            .map(MetricsFile.Metric::point)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .average()
            .orElseThrow();
    List<Double> perSeed = new ArrayList<>();
    for (int i = 0; i < first.perSeed().size(); i++) {
      int seed = i;
      perSeed.add(
          folds.stream().mapToDouble(fold -> fold.perSeed().get(seed)).average().orElseThrow());
    }
    return new MetricsFile.Metric(
        first.name(), point, null, null, null, perSeed, sd(perSeed), 0, null);
  }

  private static @Nullable Double sd(List<Double> values) {
    return values.size() < 2
        ? null
        : Seeds.standardDeviation(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
