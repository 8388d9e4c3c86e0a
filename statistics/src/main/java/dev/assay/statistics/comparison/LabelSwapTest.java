// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.Tally;
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
    Matrices matrices = new Matrices(metric, differing);
    double seen = Math.abs(matrices.difference(0));
    int atLeast = 0;
    for (int mask = 0; mask < assignments; mask++) {
      // an assignment that leaves the metric undefined counts against a difference
      if (!(Math.abs(matrices.difference(mask)) < seen - ROUNDING)) {
        atLeast++;
      }
    }
    return (double) atLeast / assignments;
  }

  /** The confusion matrices of every seed of both models, with some units swapped. */
  private final class Matrices {
    private final Metric metric;
    private final int classes = set.classCount();
    private final Tally tally = new Tally(set.classes(), set.positive());

    /** Of each seed, first and second model: all images of units that do not differ. */
    private final long[][][] alike;

    /** Likewise, of each unit that differs. */
    private final long[][][][] ofUnit;

    Matrices(Metric metric, List<Integer> differing) {
      this.metric = metric;
      alike = new long[first.size()][2][classes * classes];
      ofUnit = new long[first.size()][2][differing.size()][classes * classes];
      for (int s = 0; s < first.size(); s++) {
        for (int row = 0; row < set.rows(); row++) {
          int unit = differing.indexOf(units.of(row));
          for (int model = 0; model < 2; model++) {
            Scores scores = model == 0 ? first.get(s) : second.get(s);
            long[] into = unit < 0 ? alike[s][model] : ofUnit[s][model][unit];
            into[set.truth(row) * classes + scores.predicted(row)]++;
          }
        }
      }
    }

    double difference(int mask) {
      double sum = 0;
      for (int s = 0; s < alike.length; s++) {
        sum += value(s, 0, mask) - value(s, 1, mask);
      }
      return sum / alike.length;
    }

    private double value(int seed, int model, int mask) {
      long[] matrix = alike[seed][model].clone();
      for (int unit = 0; unit < ofUnit[seed][model].length; unit++) {
        boolean swapped = (mask >> unit & 1) == 1;
        long[] added = ofUnit[seed][swapped ? 1 - model : model][unit];
        for (int entry = 0; entry < matrix.length; entry++) {
          matrix[entry] += added[entry];
        }
      }
      tally.load(matrix);
      return metric.raw(tally);
    }
  }
}
