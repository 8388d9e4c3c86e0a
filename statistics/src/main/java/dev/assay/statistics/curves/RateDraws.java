// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.curves;

import dev.assay.statistics.random.CounterRandom;
import dev.assay.statistics.random.GammaDraw;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Joint draws of what a population's decisions at all thresholds may be: the share of positives,
 * and at each threshold the sensitivity and the share of false alarms. The units (patients) have
 * exponential weights, as in D. B. Rubin, The Bayesian bootstrap, Ann. Stat. 9 (1981) 130-134.
 *
 * <p>In each class there are two more, of weight Gamma(1/2) and of the images of a typical unit:
 * one that is positive at every threshold and one at none. So at each threshold a rate of
 * independent images has the distribution Beta(k + 1/2, n - k + 1/2) that {@link
 * dev.assay.statistics.intervals.ConfusionDraws} gives it, and has a spread where it is 0 or 1.
 */
final class RateDraws {
  private static final double PRIOR = 0.5;
  private static final int BLOCK = 64;

  /** Independent of the other draws of the same plan. */
  private static final long SALT = 0xdec151_0c4a7e5L;

  private final LabelledSet set;
  private final Units units;
  private final ResamplingPlan plan;
  private final int positive;
  private final int steps;

  /** Of each seed and row, how many thresholds its probability reaches. */
  private final int[][] reached;

  /** Images of the unit of a typical image, of negatives and of positives. */
  private final double[] typical = new double[2];

  /**
   * @param set with a positive class, and images of both classes
   * @param thresholds ascending
   */
  RateDraws(LabelledSet set, List<Scores> seeds, ResamplingPlan plan, double[] thresholds) {
    this.set = set;
    this.plan = plan;
    this.units = set.units(plan.unit());
    this.positive = set.positive().orElseThrow();
    this.steps = thresholds.length;
    this.reached = new int[seeds.size()][set.rows()];
    for (int s = 0; s < seeds.size(); s++) {
      seeds.get(s).mustFit(set);
      for (int row = 0; row < set.rows(); row++) {
        reached[s][row] = reached(seeds.get(s).probability(row, positive), thresholds);
      }
    }
    double[][] images = new double[2][units.count()];
    for (int row = 0; row < set.rows(); row++) {
      images[kind(row)][units.of(row)]++;
    }
    for (int kind = 0; kind < 2; kind++) {
      double sum = 0;
      double squares = 0;
      for (double ofUnit : images[kind]) {
        sum += ofUnit;
        squares += ofUnit * ofUnit;
      }
      typical[kind] = squares / sum;
    }
  }

  private static int reached(double probability, double[] thresholds) {
    int count = 0;
    while (count < thresholds.length && probability >= thresholds[count]) {
      count++;
    }
    return count;
  }

  /** 1 for a positive. */
  private int kind(int row) {
    return set.truth(row) == positive ? 1 : 0;
  }

  /** What follows from the rates at one threshold. */
  interface Statistic {
    double of(int threshold, double share, double sensitivity, double falseAlarms);
  }

  /** Of the test set itself, for one seed. */
  double[] values(Statistic statistic, int seed) {
    double[] ofUnit = new double[units.count()];
    Arrays.fill(ofUnit, 1);
    double[] values = new double[steps];
    fill(statistic, new Weights(ofUnit, new double[4]), List.of(reached[seed]), values);
    return values;
  }

  /**
   * @return for each threshold the values of all draws, averaged over the seeds
   */
  double[][] draws(Statistic statistic) {
    double[][] drawn = new double[steps][plan.resamples()];
    IntStream.range(0, (plan.resamples() + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(
            block -> {
              double[] values = new double[steps];
              int end = Math.min(plan.resamples(), (block + 1) * BLOCK);
              for (int b = block * BLOCK; b < end; b++) {
                fill(statistic, weights(b), List.of(reached), values);
                for (int k = 0; k < steps; k++) {
                  drawn[k][b] = values[k];
                }
              }
            });
    return drawn;
  }

  /**
   * @param added of negatives and of positives: images that are positive at no threshold, and at
   *     all
   */
  private record Weights(double[] ofUnit, double[] added) {}

  private Weights weights(int draw) {
    GammaDraw gamma =
        new GammaDraw(CounterRandom.of(plan.seed() ^ SALT, CounterRandom.Use.ENTRIES, draw));
    double[] ofUnit = new double[units.count()];
    for (int unit = 0; unit < ofUnit.length; unit++) {
      ofUnit[unit] = -StrictMath.log(gamma.uniform());
    }
    double[] added = new double[4];
    for (int i = 0; i < added.length; i++) {
      added[i] = gamma.next(PRIOR) * typical[i / 2];
    }
    return new Weights(ofUnit, added);
  }

  private void fill(Statistic statistic, Weights weights, List<int[]> of, double[] values) {
    Arrays.fill(values, 0);
    for (int[] ofSeed : of) {
      double[][] exactly = new double[2][steps + 1];
      for (int row = 0; row < ofSeed.length; row++) {
        exactly[kind(row)][ofSeed[row]] += weights.ofUnit()[units.of(row)];
      }
      double[] total = new double[2];
      double[] above = new double[2];
      for (int kind = 0; kind < 2; kind++) {
        exactly[kind][0] += weights.added()[2 * kind];
        exactly[kind][steps] += weights.added()[2 * kind + 1];
        for (double weight : exactly[kind]) {
          total[kind] += weight;
        }
        above[kind] = exactly[kind][steps];
      }
      // one of the two units that were added counts for the mix of the classes
      double positives = total[1] - weights.added()[2];
      double share = positives / (positives + total[0] - weights.added()[0]);
      for (int k = steps - 1; k >= 0; k--) {
        values[k] += statistic.of(k, share, above[1] / total[1], above[0] / total[0]) / of.size();
        above[0] += exactly[0][k];
        above[1] += exactly[1][k];
      }
    }
  }
}
