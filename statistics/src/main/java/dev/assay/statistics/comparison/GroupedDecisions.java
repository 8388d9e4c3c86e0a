// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * McNemar's question where units (patients) have several images, or models several seeds: per unit,
 * how many more images the first model has right than the second. The null hypothesis is that the
 * models are exchangeable within a unit, so that each unit's difference is as likely to have the
 * other sign.
 */
public final class GroupedDecisions {
  /** Beyond this many additions the normal limit replaces the exact distribution. */
  private static final double MOST_STEPS = 4e9;

  /** Some milliseconds. */
  private static final double MOST_EXACT_STEPS = 3e7;

  private final long[] differences;
  private final int[] images;
  private final long scale;

  private GroupedDecisions(long[] differences, int[] images, long scale) {
    this.differences = differences;
    this.images = images;
    this.scale = scale;
  }

  /**
   * @param units what is independent
   * @param first the scores of every training seed of the first model
   * @param second likewise; the models need not have equally many
   */
  public static GroupedDecisions of(
      LabelledSet set, Units units, List<Scores> first, List<Scores> second) {
    return of(set, units, first, second, row -> true);
  }

  /**
   * @param ofKind the rows that count, such as those of one class
   */
  static GroupedDecisions of(
      LabelledSet set, Units units, List<Scores> first, List<Scores> second, IntPredicate ofKind) {
    // whole numbers: sums over seeds are scaled to the common denominator of both means
    boolean alike = first.size() == second.size();
    int timesFirst = alike ? 1 : second.size();
    int timesSecond = alike ? 1 : first.size();
    long[] differences = new long[units.count()];
    int[] images = new int[units.count()];
    for (int row = 0; row < set.rows(); row++) {
      if (!ofKind.test(row)) {
        continue;
      }
      int unit = units.of(row);
      images[unit]++;
      differences[unit] +=
          (long) timesFirst * right(first, row, set.truth(row))
              - (long) timesSecond * right(second, row, set.truth(row));
    }
    return new GroupedDecisions(differences, images, (long) timesFirst * first.size());
  }

  private static int right(List<Scores> seeds, int row, int truth) {
    int right = 0;
    for (Scores scores : seeds) {
      right += scores.predicted(row) == truth ? 1 : 0;
    }
    return right;
  }

  /** Units in which one model has more right than the other. */
  public int discordantUnits() {
    return (int) Arrays.stream(differences).filter(d -> d != 0).count();
  }

  /** The discordant images as counts, where every unit has one image and every model one seed. */
  McNemar mcNemar() {
    long first = Arrays.stream(differences).filter(d -> d > 0).count();
    long second = Arrays.stream(differences).filter(d -> d < 0).count();
    return new McNemar(differences.length - first - second, first, second, 0);
  }

  /** Accuracy of the first minus accuracy of the second, mean over seeds. */
  public double difference() {
    return (double) Arrays.stream(differences).sum()
        / ((double) scale * Arrays.stream(images).sum());
  }

  /**
   * Two-sided p of the sign-flip test: the sum of all differences under all assignments of signs
   * (R. A. Fisher, The Design of Experiments, 1935, section 21), without sampling. The distribution
   * of a sum of signed whole numbers is added up unit by unit. With one image a unit and one seed
   * this is McNemar's exact test. Above some tens of thousands of discordant units its normal limit
   * is returned.
   */
  public double signFlip() {
    return signFlip(differences);
  }

  /**
   * The exact p alone, of any whole numbers of the units.
   *
   * @return empty if that would take too long
   */
  static OptionalDouble exactSignFlip(long[] differences) {
    double most = Arrays.stream(differences).mapToDouble(Math::abs).sum();
    long discordant = Arrays.stream(differences).filter(d -> d != 0).count();
    return most * discordant > MOST_EXACT_STEPS
        ? OptionalDouble.empty()
        : OptionalDouble.of(signFlip(differences));
  }

  private static double signFlip(long[] differences) {
    long[] sizes = Arrays.stream(differences).filter(d -> d != 0).map(Math::abs).toArray();
    if (sizes.length == 0) {
      return 1;
    }
    long divisor = Arrays.stream(sizes).reduce(0, GroupedDecisions::gcd);
    long observed = Math.abs(Arrays.stream(differences).sum()) / divisor;
    long most = Arrays.stream(sizes).sum() / divisor;
    if (most == sizes.length) {
      // every size is 1
      int fewer = Math.toIntExact((most - observed) / 2);
      return Math.min(
          1, 2 * BinomialDistribution.of(sizes.length, 0.5).cumulativeProbability(fewer));
    }
    if ((double) most * sizes.length > MOST_STEPS) {
      double squares = Arrays.stream(sizes).mapToDouble(d -> (double) d * d).sum();
      double z = observed * (double) divisor / Math.sqrt(squares);
      return 2 * NormalDistribution.of(0, 1).survivalProbability(z);
    }
    return observed == 0 ? 1 : twoSidedTail(sizes, divisor, (int) most, (int) observed);
  }

  /** P(|sum of +-sizes| >= observed), for observed above 0. */
  private static double twoSidedTail(long[] sizes, long divisor, int most, int observed) {
    // chance[s]: that the sizes with a plus add up to s; their sum is then 2 s - most
    double[] chance = new double[most + 1];
    chance[0] = 1;
    int reached = 0;
    for (long size : sizes) {
      int step = (int) (size / divisor);
      reached += step;
      for (int s = reached; s >= 0; s--) {
        chance[s] = 0.5 * (chance[s] + (s >= step ? chance[s - step] : 0));
      }
    }
    double tail = 0;
    for (int s = 0; 2L * s <= (long) most - observed; s++) {
      tail += chance[s];
    }
    return Math.min(1, 2 * tail);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /**
   * p of the pooled difference in accuracy with its variance between units under the null
   * hypothesis, chi^2 = (sum d)^2 / (K/(K-1) sum d^2): N. A. Obuchowski, Stat. Med. 17 (1998)
   * 1495-1507. Each image has the same weight.
   *
   * @return 1 without discordant units
   */
  public double obuchowskiP() {
    return chiSquaredP(Arrays.stream(differences).asDoubleStream().toArray(), correction());
  }

  /**
   * p of the mean of the units' own differences, chi^2 = (sum d/n)^2 / sum (d/n)^2: V. L. Durkalski
   * et al., Stat. Med. 22 (2003) 2417-2428. Each unit has the same weight.
   *
   * @return 1 without discordant units
   */
  public double durkalskiP() {
    double[] shares = new double[differences.length];
    Arrays.setAll(
        shares, unit -> images[unit] == 0 ? 0 : (double) differences[unit] / images[unit]);
    return chiSquaredP(shares, 1);
  }

  private double correction() {
    double units = Arrays.stream(images).filter(count -> count > 0).count();
    return units / (units - 1);
  }

  private static double chiSquaredP(double[] values, double correction) {
    double sum = 0;
    double squares = 0;
    for (double value : values) {
      sum += value;
      squares += value * value;
    }
    return squares == 0
        ? 1
        : ChiSquaredDistribution.of(1).survivalProbability(sum * sum / (correction * squares));
  }
}
