// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Bootstrap;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.testset.LabelledSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Resamples all cells together and combines the family's differences, tests and adjustment. The
 * first rule that fits decides how a metric is resampled:
 *
 * <ol>
 *   <li>undefined for a cell, a calibration error, or one unit: not compared, with the reason;
 *   <li>a metric that needs every class, one of fewer than {@link
 *       Intervals#FEWEST_UNITS_OF_A_CLASS} units: points and tests, no interval;
 *   <li>the plan asks for strata, one class has fewer than {@link Intervals#FEW_UNITS_OF_A_CLASS}
 *       units, or more than {@link Intervals#MOST_DROPPED} of the resamples leave it undefined for
 *       a cell: within each class, and a note says so;
 *   <li>else as the plan says.
 * </ol>
 */
final class FamilyComparison {
  private final FamilySetting setting;
  private final PairedTest tests;
  private final Map<Metric, List<@Nullable Double>> points = new EnumMap<>(Metric.class);
  private final List<Map<Metric, Replicates>> simple;

  FamilyComparison(
      LabelledSet set, List<ComparedCell> cells, ComparisonPlan plan, List<Metric> metrics) {
    setting = FamilySetting.of(set, cells, plan);
    tests =
        new PairedTest(
            set, setting.units(), setting.cells(), plan.decisions(), setting.confidence());
    metrics.forEach(metric -> points.put(metric, points(metric)));
    List<Metric> resampled = metrics.stream().filter(m -> whyNotCompared(m).isEmpty()).toList();
    simple = setting.resampled(Bootstrap.of(set, plan.resampling()), resampled);
  }

  private List<@Nullable Double> points(Metric metric) {
    List<@Nullable Double> values = new ArrayList<>();
    for (ComparedCell cell : setting.cells()) {
      double sum = 0;
      for (var scores : cell.scores()) {
        sum += metric.of(setting.set(), scores).number().orElse(Double.NaN);
      }
      values.add(Double.isNaN(sum) ? null : Double.valueOf(sum / cell.seeds().size()));
    }
    return values;
  }

  private List<@Nullable Double> pointsOf(Metric metric) {
    return points.getOrDefault(metric, List.of());
  }

  private Optional<String> whyNotCompared(Metric metric) {
    if (metric.biased()) {
      return Optional.of("resamples of a calibration error are biased: no paired test");
    }
    if (setting.units().count() < 2) {
      return Optional.of("one " + setting.unitName() + " only: nothing to resample");
    }
    int undefined = pointsOf(metric).indexOf(null);
    return undefined < 0
        ? Optional.empty()
        : Optional.of(metric.key() + " is undefined for " + setting.names().get(undefined));
  }

  MetricComparison of(Metric metric) {
    boolean primary = metric == setting.plan().primary();
    Optional<String> reason = whyNotCompared(metric);
    if (reason.isPresent()) {
      return new MetricComparison(
          metric,
          primary,
          pointsOf(metric),
          false,
          0,
          List.of(),
          List.of(),
          List.of(reason.orElseThrow()));
    }
    double[] point = pointsOf(metric).stream().mapToDouble(Double::doubleValue).toArray();
    return new MetricFamily(setting, tests, metric, point, simple).result(primary);
  }
}
