// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Bootstrap;
import dev.assay.statistics.resampling.Replicates;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How one metric of all cells is resampled: as the plan says, or within each class where a class is
 * too rare for that.
 *
 * @param replicates of each cell
 * @param note why they were drawn within each class though the plan does not say so; null otherwise
 */
record FamilyResamples(List<Replicates> replicates, @Nullable String note) {

  /**
   * @param simple replicates of each cell, resampled as the plan says
   */
  static FamilyResamples of(
      FamilySetting setting, Metric metric, List<Map<Metric, Replicates>> simple) {
    List<Replicates> plain = ofMetric(metric, simple);
    if (setting.plan().resampling().stratified()) {
      return new FamilyResamples(plain, null);
    }
    boolean rare =
        metric.needsEveryClass() && setting.fewestUnitsOfAClass() < Intervals.FEW_UNITS_OF_A_CLASS;
    double dropped = jointlyUndefined(setting, plain);
    if (!rare && dropped <= Intervals.MOST_DROPPED) {
      return new FamilyResamples(plain, null);
    }
    Bootstrap withinClasses =
        Bootstrap.stratifiedByClass(setting.set(), setting.plan().resampling());
    return new FamilyResamples(
        ofMetric(metric, setting.resampled(withinClasses, List.of(metric))),
        rare
            ? "resampled within each class: one has only "
                + setting.fewestUnitsOfAClass()
                + " "
                + setting.unitName()
                + "s"
            : "resampled within each class: "
                + percent(dropped)
                + " % of the resamples left the metric undefined");
  }

  private static double jointlyUndefined(FamilySetting setting, List<Replicates> ofCells) {
    int resamples = setting.plan().resampling().resamples();
    long undefined =
        IntStream.range(0, resamples)
            .filter(b -> ofCells.stream().anyMatch(cell -> Double.isNaN(cell.value(b))))
            .count();
    return (double) undefined / resamples;
  }

  private static List<Replicates> ofMetric(Metric metric, List<Map<Metric, Replicates>> all) {
    return all.stream()
        .map(
            ofCell -> {
              Replicates found = ofCell.get(metric);
              if (found == null) {
                throw new IllegalStateException(metric.key() + " was not resampled");
              }
              return found;
            })
        .toList();
  }

  /** {@code 97.5} for 0.975. */
  static String percentOf(double share) {
    return BigDecimal.valueOf(100 * share)
        .setScale(2, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2g", 100 * share);
  }
}
