// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

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
 * Compares all cells metric by metric. A metric that is undefined for a cell, a calibration error,
 * or a set of one unit is not compared, with the reason. The joint resamples that max-T needs are
 * drawn as the plan says, or within each class: see {@link FamilyResamples}.
 */
final class FamilyComparison {
  /** Values of all cells' metrics in all resamples; 128 MB. */
  private static final long MOST_VALUES = 16_000_000;

  private final FamilySetting setting;
  private final PairedInferences inferences;
  private final Map<Metric, List<@Nullable Double>> points = new EnumMap<>(Metric.class);
  private final List<Map<Metric, Replicates>> simple;

  FamilyComparison(
      LabelledSet set, List<ComparedCell> cells, ComparisonPlan plan, List<Metric> metrics) {
    setting = FamilySetting.of(set, cells, plan);
    inferences = new PairedInferences(setting);
    metrics.forEach(metric -> points.put(metric, points(metric)));
    List<Metric> resampled = metrics.stream().filter(m -> whyNotCompared(m).isEmpty()).toList();
    // one pair of models needs no adjustment, and other sources need no resamples
    boolean jointly =
        plan.source() == AdjustedBy.MAX_T
            && (setting.contrasts().size() > 1 || setting.pairs().size() > 1);
    long values = (long) cells.size() * resampled.size() * plan.resampling().resamples();
    simple =
        jointly && values <= MOST_VALUES
            ? setting.resampled(Bootstrap.of(set, plan.resampling()), resampled)
            : List.of();
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
    return new MetricFamily(setting, inferences, metric, point, simple).result(primary);
  }
}
