// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.Tally;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How often intervals of {@link ResamplingPlan.Method#PER_METRIC} cover the true value of an {@link
 * EdgeCell}: the same numbers on every machine.
 *
 * @param sets that were drawn
 * @param given of them, those with an interval
 * @param covered of those, with the true value in it
 * @param width mean of the intervals
 */
record EdgeCoverage(int sets, int given, int covered, double width) {
  private static final double ROUNDING = 1e-12;

  double share() {
    return given == 0 ? Double.NaN : (double) covered / given;
  }

  double none() {
    return 1 - (double) given / sets;
  }

  /**
   * @param metrics that are wanted
   * @param draws of each interval
   */
  static Map<Metric, EdgeCoverage> of(
      EdgeCell cell, List<Metric> metrics, ResamplingPlan.Method method, int sets, int draws) {
    Map<Metric, Double> truth = new EnumMap<>(Metric.class);
    truth.putAll(cell.truth());
    truth.keySet().retainAll(metrics);
    List<Map<Metric, Interval>> found =
        IntStream.range(0, sets)
            .parallel()
            .mapToObj(number -> intervals(cell, truth, method, draws, number))
            .toList();
    Map<Metric, EdgeCoverage> results = new EnumMap<>(Metric.class);
    truth.forEach(
        (metric, value) -> {
          List<Interval> given =
              found.stream().filter(f -> f.containsKey(metric)).map(f -> f.get(metric)).toList();
          long covered =
              given.stream()
                  .filter(i -> i.lower() <= value + ROUNDING && value - ROUNDING <= i.upper())
                  .count();
          double width =
              given.stream().mapToDouble(i -> i.upper() - i.lower()).average().orElse(Double.NaN);
          results.put(metric, new EdgeCoverage(sets, given.size(), (int) covered, width));
        });
    return results;
  }

  private static Map<Metric, Interval> intervals(
      EdgeCell cell,
      Map<Metric, Double> truth,
      ResamplingPlan.Method method,
      int draws,
      int number) {
    EdgeCell.Drawn drawn = cell.draw(new SplittableRandom(1_000_003L * number + 17));
    List<Tally> tallies = new ArrayList<>();
    for (Scores scores : drawn.seeds()) {
      tallies.add(Tally.ofAll(drawn.set(), scores));
    }
    Map<Metric, Double> points = new EnumMap<>(Metric.class);
    for (Metric metric : truth.keySet()) {
      double point = tallies.stream().mapToDouble(metric::raw).average().orElseThrow();
      if (!Double.isNaN(point)) {
        points.put(metric, point);
      }
    }
    ResamplingPlan plan =
        new ResamplingPlan(draws, 0.95, ResamplingUnit.GROUP, number).with(method);
    Map<Metric, Interval> found = new EnumMap<>(Metric.class);
    new Intervals(drawn.set(), plan)
        .of(points, drawn.seeds())
        .intervals()
        .forEach(
            (metric, estimate) -> {
              if (estimate instanceof Interval interval) {
                found.put(metric, interval);
              }
            });
    return found;
  }
}
