// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.SummedTally;
import dev.assay.statistics.metrics.TallyRows;
import dev.assay.statistics.metrics.Weights;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;

/**
 * A metric without each unit in turn: delete one group, as B. Efron and R. J. Tibshirani, An
 * Introduction to the Bootstrap, 1993, chapter 11. It costs one weighting per unit.
 */
public final class Jackknife {
  private final double[] values;
  private final double mean;

  /**
   * @param values one per unit, NaN where undefined without it; owned by the new object
   */
  Jackknife(double[] values) {
    this.values = values;
    this.mean = Arrays.stream(values).average().orElseThrow();
  }

  /** The means over the seeds of a cell, each without one unit after the other. */
  public static Map<Metric, Jackknife> of(
      LabelledSet set, Units units, SequencedCollection<Metric> metrics, List<Scores> seeds) {
    List<Metric> wanted = List.copyOf(metrics);
    boolean ranked = wanted.stream().anyMatch(Metric::ranked);
    List<TallyRows> rows =
        seeds.stream().map(scores -> new TallyRows(set, scores, units, ranked)).toList();
    double[][] values = new double[wanted.size()][units.count()];
    Weights.forEachTile(
        units.count(),
        units.count(),
        (weights, first, end) -> fill(weights, first, end, wanted, rows, values));
    Map<Metric, Jackknife> result = new EnumMap<>(Metric.class);
    for (int m = 0; m < values.length; m++) {
      result.put(wanted.get(m), new Jackknife(values[m]));
    }
    return result;
  }

  private static void fill(
      Weights weights,
      int first,
      int end,
      List<Metric> metrics,
      List<TallyRows> rows,
      double[][] values) {
    int lanes = end - first;
    weights.fill(1);
    for (int lane = 0; lane < lanes; lane++) {
      weights.set(first + lane, lane, 0);
    }
    for (TallyRows ofSeed : rows) {
      SummedTally tally = ofSeed.tally();
      tally.weigh(weights);
      for (int lane = 0; lane < lanes; lane++) {
        tally.lane(lane);
        for (int m = 0; m < values.length; m++) {
          values[m][first + lane] += metrics.get(m).raw(tally) / rows.size();
        }
      }
    }
  }

  /** Whether the metric is defined without any one unit. */
  public boolean defined() {
    return !Double.isNaN(mean);
  }

  /** Number of units. */
  public int count() {
    return values.length;
  }

  /** The value without this unit minus the mean of all such values. */
  public double deviation(int unit) {
    return values[unit] - mean;
  }

  /** Paired difference: without the same unit. */
  public Jackknife minus(Jackknife other) {
    double[] differences = new double[values.length];
    Arrays.setAll(differences, u -> values[u] - other.values[u]);
    return new Jackknife(differences);
  }

  /** sqrt((G - 1)/G sum (v - mean)^2); NaN if not {@link #defined()}. */
  public double standardError() {
    return Math.sqrt((values.length - 1.0) / values.length * moment(2));
  }

  /**
   * How the standard error changes with the true value: sum (mean - v)^3 / (6 (sum (mean -
   * v)^2)^1.5); NaN if not {@link #defined()} or if no unit matters.
   */
  public double acceleration() {
    return -moment(3) / (6 * Math.pow(moment(2), 1.5));
  }

  private double moment(int power) {
    double sum = 0;
    for (double v : values) {
      sum += Math.pow(v - mean, power);
    }
    return sum;
  }
}
