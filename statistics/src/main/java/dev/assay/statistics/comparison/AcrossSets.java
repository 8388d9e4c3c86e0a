// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * The same models on several data sets. Few sets allow effect sizes only: what the differences are,
 * how much they vary from set to set, and how often the first was better. From {@link #FEWEST_SETS}
 * on, Friedman's test of all models with Nemenyi's critical difference: J. Demsar, J. Mach. Learn.
 * Res. 7 (2006) 1-30.
 */
public final class AcrossSets {
  /** The chi-squared distribution is a limit for many sets; with fewer the test finds nothing. */
  public static final int FEWEST_SETS = 10;

  private AcrossSets() {}

  /**
   * One pair of models over the sets.
   *
   * @param differences first minus second of each set
   * @param mean over sets, each counting alike
   * @param sd between sets (divisor N - 1); null with one set
   * @param standardised mean / sd, Cohen's d of paired sets; null where sd is null or 0
   * @param firstHigher sets in which the first is higher
   * @param secondHigher likewise
   */
  public record Effect(
      List<Double> differences,
      double mean,
      @Nullable Double sd,
      @Nullable Double standardised,
      int firstHigher,
      int secondHigher) {
    public Effect {
      differences = List.copyOf(differences);
    }
  }

  /**
   * @param first the metric of the first model on each set
   * @param second of the second
   */
  public static Effect effect(double[] first, double[] second) {
    if (first.length == 0 || first.length != second.length) {
      throw new IllegalArgumentException(
          "two models on the same sets, at least one: " + first.length + " and " + second.length);
    }
    double[] differences = new double[first.length];
    Arrays.setAll(differences, s -> first[s] - second[s]);
    return effect(differences);
  }

  /**
   * @param differences first minus second on each set, at least one
   */
  public static Effect effect(double[] differences) {
    double mean =
        Arrays.stream(differences)
            .average()
            .orElseThrow(() -> new IllegalArgumentException("no set: nothing to compare"));
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    @Nullable Double sd =
        differences.length < 2
            ? null
            : Double.valueOf(Math.sqrt(squares / (differences.length - 1)));
    boolean spread = sd != null && sd > 1e-12;
    return new Effect(
        Arrays.stream(differences).boxed().toList(),
        mean,
        sd,
        spread ? Double.valueOf(mean / sd) : null,
        Math.toIntExact(Arrays.stream(differences).filter(d -> d > 0).count()),
        Math.toIntExact(Arrays.stream(differences).filter(d -> d < 0).count()));
  }

  /** All models over many sets, or why not. */
  public sealed interface Ranked {
    /**
     * @param meanRanks of each model, 1 for the best, ties shared
     * @param statistic Friedman's chi-squared, corrected for ties
     * @param p of the hypothesis that all models are alike, chi-squared with k - 1 degrees
     * @param criticalDifference Nemenyi's: mean ranks further apart than this differ, over all
     *     pairs at once
     */
    record Friedman(List<Double> meanRanks, double statistic, double p, double criticalDifference)
        implements Ranked {
      public Friedman {
        meanRanks = List.copyOf(meanRanks);
      }
    }

    /** For the reader of the table. */
    record Refused(String reason) implements Ranked {}
  }

  /**
   * @param values sets x models
   * @param higherIsBetter of the metric
   * @param alpha level of Nemenyi's comparison
   */
  public static Ranked friedman(double[][] values, boolean higherIsBetter, double alpha) {
    if (values.length < FEWEST_SETS) {
      return new Ranked.Refused(
          "Friedman's test and Nemenyi's comparison need "
              + FEWEST_SETS
              + " data sets or more, not "
              + values.length
              + ": with fewer they find next to nothing; see the effect of each set");
    }
    int models = values[0].length;
    if (models < 2) {
      return new Ranked.Refused("one model only: nothing to rank");
    }
    double[] sums = new double[models];
    double ties = 0;
    for (double[] ofSet : values) {
      double[] ranks = ranks(ofSet, higherIsBetter);
      for (int m = 0; m < models; m++) {
        sums[m] += ranks[m];
      }
      ties += ties(ofSet);
    }
    double n = values.length;
    double squares = 0;
    for (double sum : sums) {
      double off = sum / n - (models + 1) / 2.0;
      squares += off * off;
    }
    double uncorrected = 12 * n / (models * (models + 1.0)) * squares;
    double correction = 1 - ties / (n * models * (models * (double) models - 1));
    double statistic = correction > 1e-12 ? uncorrected / correction : 0;
    return new Ranked.Friedman(
        Arrays.stream(sums).map(sum -> sum / n).boxed().toList(),
        statistic,
        ChiSquaredDistribution.of(models - 1.0).survivalProbability(statistic),
        range(models, alpha) / Math.sqrt(2) * Math.sqrt(models * (models + 1) / (6 * n)));
  }

  private static double[] ranks(double[] values, boolean higherIsBetter) {
    double[] ranks = new double[values.length];
    for (int m = 0; m < values.length; m++) {
      ranks[m] = 1;
      for (int other = 0; other < values.length; other++) {
        if (other != m && values[other] == values[m]) {
          ranks[m] += 0.5;
        } else if (higherIsBetter ? values[other] > values[m] : values[other] < values[m]) {
          ranks[m] += 1;
        }
      }
    }
    return ranks;
  }

  /** Sum of t^3 - t over groups of t equal values. */
  private static double ties(double[] values) {
    double sum = 0;
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int from = 0;
    for (int to = 1; to <= sorted.length; to++) {
      if (to == sorted.length || sorted[to] != sorted[from]) {
        double t = to - from;
        sum += t * t * t - t;
        from = to;
      }
    }
    return sum;
  }

  /** Upper quantile of the range of k standard normals, by bisection. */
  static double range(int k, double alpha) {
    double low = 0;
    double high = 20;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (1 - rangeBelow(k, middle) > alpha) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** P(range <= q) = k times the integral of phi(z) (Phi(z) - Phi(z - q))^(k - 1). */
  private static double rangeBelow(int k, double q) {
    NormalDistribution normal = NormalDistribution.of(0, 1);
    int steps = 2000;
    double from = -8;
    double width = (8 + q - from) / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double z = from + i * width;
      double inside = normal.cumulativeProbability(z) - normal.cumulativeProbability(z - q);
      double simpson = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += simpson * normal.density(z) * Math.pow(inside, k - 1.0);
    }
    return k * sum * width / 3;
  }
}
