// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.List;

/**
 * The exact paired test of any metric that follows from decisions, for few units in which two
 * models decide differently: the outputs of the models are swapped in every subset of these units,
 * and p is the share of all 2^k assignments whose difference is at least as large as the observed
 * one. Swapping changes nothing in the other units.
 */
final class LabelSwapTest {
  /** 2^12 assignments take a moment; more units have better tests. */
  static final int MOST_UNITS = 12;

  private static final double ROUNDING = 1e-12;

  private final LabelledSet set;
  private final Units units;
  private final List<Scores> first;
  private final List<Scores> second;

  LabelSwapTest(LabelledSet set, Units units, List<Scores> first, List<Scores> second) {
    this.set = set;
    this.units = units;
    this.first = first;
    this.second = second;
  }

  /** Whether each seed of the first has a seed of the second to be swapped with. */
  boolean isOneForOne() {
    return first.size() == second.size();
  }

  /**
   * Units in which any seed of the first decides otherwise than the same seed of the second; with
   * unequally many seeds, than any seed of the second.
   */
  List<Integer> differingUnits() {
    boolean[] differs = new boolean[units.count()];
    for (int s = 0; s < first.size(); s++) {
      for (Scores other : isOneForOne() ? List.of(second.get(s)) : second) {
        for (int row = 0; row < set.rows(); row++) {
          differs[units.of(row)] |= first.get(s).predicted(row) != other.predicted(row);
        }
      }
    }
    List<Integer> numbers = new ArrayList<>();
    for (int unit = 0; unit < differs.length; unit++) {
      if (differs[unit]) {
        numbers.add(unit);
      }
    }
    return numbers;
  }

  /**
   * @throws IllegalStateException if more than {@link #MOST_UNITS} units differ, or the models have
   *     unequally many seeds
   */
  double p(Metric metric) {
    if (!isOneForOne()) {
      throw new IllegalStateException(
          "seeds are swapped one for one: " + first.size() + " and " + second.size());
    }
    List<Integer> differing = differingUnits();
    if (differing.size() > MOST_UNITS) {
      throw new IllegalStateException(differing.size() + " differing units are too many");
    }
    int assignments = 1 << differing.size();
    double seen = Math.abs(difference(metric, differing, 0));
    int atLeast = 0;
    for (int mask = 0; mask < assignments; mask++) {
      // an assignment that leaves the metric undefined counts against a difference
      if (!(Math.abs(difference(metric, differing, mask)) < seen - ROUNDING)) {
        atLeast++;
      }
    }
    return (double) atLeast / assignments;
  }

  private double difference(Metric metric, List<Integer> differing, int mask) {
    boolean[] swapped = new boolean[units.count()];
    for (int i = 0; i < differing.size(); i++) {
      swapped[differing.get(i)] = (mask >> i & 1) == 1;
    }
    double sum = 0;
    for (int s = 0; s < first.size(); s++) {
      sum += value(metric, first.get(s), second.get(s), swapped);
      sum -= value(metric, second.get(s), first.get(s), swapped);
    }
    return sum / first.size();
  }

  private double value(Metric metric, Scores own, Scores other, boolean[] swapped) {
    int[] predicted = new int[set.rows()];
    double[][] probabilities = new double[set.rows()][set.classCount()];
    for (int row = 0; row < predicted.length; row++) {
      Scores from = swapped[units.of(row)] ? other : own;
      predicted[row] = from.predicted(row);
      for (int c = 0; c < set.classCount(); c++) {
        probabilities[row][c] = from.probability(row, c);
      }
    }
    return metric.of(set, new Scores(predicted, probabilities)).number().orElse(Double.NaN);
  }
}
