// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.statistics.CellEvaluation;
import dev.assay.statistics.CellEvaluation.MetricResult;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.metrics.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the results of an evaluation in the format of the metrics file. */
final class MetricRows {
  private MetricRows() {}

  /**
   * @param positive whether a positive class is declared; metrics that need one are left out if not
   */
  static List<MetricsFile.Metric> of(CellEvaluation cell, boolean positive) {
    return cell.metrics().stream()
        .filter(result -> positive || !result.metric().needsPositiveClass())
        .map(result -> row(cell, result, result.metric().key()))
        .toList();
  }

  /**
   * @param name of the metric in the file
   */
  static MetricsFile.Metric row(CellEvaluation cell, MetricResult result, String name) {
    return row(perSeed(cell, result), result, name);
  }

  /**
   * @param perSeed its points, empty if one is undefined
   * @param name of the metric in the file
   */
  static MetricsFile.Metric row(List<Double> perSeed, MetricResult result, String name) {
    @Nullable Double point = null;
    @Nullable String reason = null;
    switch (result.point()) {
      case Estimate.Value value -> point = value.value();
      case Estimate.Undefined undefined -> reason = undefined.reason();
    }
    @Nullable Double lower = null;
    @Nullable Double upper = null;
    @Nullable String method = null;
    double dropped = 0;
    switch (result.interval()) {
      case Interval interval -> {
        lower = interval.lower();
        upper = interval.upper();
        method = Resampling.method(interval.method());
        dropped = interval.droppedShare();
      }
      case None none -> reason = none.reason();
      case null -> {}
    }
    return new MetricsFile.Metric(
        name,
        point,
        lower,
        upper,
        method,
        perSeed,
        result.seedSd(),
        dropped,
        reason,
        result.corrected(),
        result.analytic().stream()
            .map(b -> new MetricsFile.AnalyticInterval(b.method(), b.units(), b.lower(), b.upper()))
            .toList());
  }

  /** Empty if the metric is undefined for any seed: a gap would shift the others. */
  private static List<Double> perSeed(CellEvaluation cell, MetricResult result) {
    List<Double> values = new ArrayList<>();
    for (CellEvaluation.SeedResult seed : cell.seeds()) {
      Estimate point = seed.points().get(result.metric());
      if (!(point instanceof Estimate.Value value)) {
        return List.of();
      }
      values.add(value.value());
    }
    return values;
  }

  /**
   * What a reader of the numbers must know, each sentence once: the warnings of the data set, how
   * far the intervals can be trusted, and which values are conventions. The row of a metric says
   * which interval it has, or why it has none.
   */
  static List<String> warnings(List<String> ofManifest, CellEvaluation test, boolean positive) {
    Set<String> warnings = new LinkedHashSet<>(ofManifest);
    Map<String, List<String>> causes = new LinkedHashMap<>();
    for (MetricResult result : test.metrics()) {
      if (result.metric().needsPositiveClass() && !positive) {
        continue;
      }
      String name = result.metric().key();
      if (result.interval() instanceof Interval interval) {
        warnings.addAll(interval.cautions());
      }
      if (result.point() instanceof Estimate.Value value) {
        value
            .notes()
            .forEach(note -> causes.computeIfAbsent(note, c -> new ArrayList<>()).add(name));
      }
    }
    causes.forEach((cause, names) -> warnings.add(cause + " (" + String.join(", ", names) + ")"));
    return List.copyOf(warnings);
  }
}
