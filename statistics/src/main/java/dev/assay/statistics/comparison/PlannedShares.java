// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The power of the tests of {@link PairedInferences} for paired shares, if the shares of discordant
 * images are as assumed. For planning.
 *
 * @param firstOnly share of the images that the first alone decides rightly
 * @param secondOnly the other way round
 */
public record PlannedShares(double firstOnly, double secondOnly) {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final double LEAST = 1e-12;

  public PlannedShares {
    if (!(firstOnly >= 0) || !(secondOnly >= 0) || firstOnly + secondOnly > 1) {
      throw new IllegalArgumentException(
          "shares of discordant images " + firstOnly + " and " + secondOnly);
    }
  }

  public double difference() {
    return firstOnly - secondOnly;
  }

  /** Of all images. */
  public double discordant() {
    return firstOnly + secondOnly;
  }

  /** Of the difference, of one image. */
  public double variance() {
    return discordant() - difference() * difference();
  }

  /**
   * The probability that McNemar's exact two-sided test finds the first better, summed over all
   * numbers of discordant images. R. J. Connor, Biometrics 43 (1987) 207-211, has the
   * approximation.
   *
   * @param images independent ones, at least 1
   */
  public double firstFoundBetter(int images, double alpha) {
    if (discordant() < LEAST) {
      return 0;
    }
    BinomialDistribution numbers = BinomialDistribution.of(images, Math.min(1, discordant()));
    double mean = images * discordant();
    double reach = 8 * Math.sqrt(images * discordant() * (1 - discordant())) + 8;
    int from = (int) Math.max(0, mean - reach);
    int to = (int) Math.min(images, mean + reach);
    double share = Math.min(1, secondOnly / discordant());
    double power = 0;
    for (int n = from; n <= to; n++) {
      double weight = numbers.probability(n);
      int critical = critical(n, alpha);
      if (weight > LEAST && critical >= 0) {
        power += weight * BinomialDistribution.of(n, share).cumulativeProbability(critical);
      }
    }
    return power;
  }

  /** The most images for the second of so many discordant ones that are still rejected, or -1. */
  private static int critical(int discordant, double alpha) {
    BinomialDistribution even = BinomialDistribution.of(discordant, 0.5);
    int c = even.inverseCumulativeProbability(alpha / 2);
    while (c >= 0 && 2 * even.cumulativeProbability(c) > alpha) {
      c--;
    }
    return c;
  }

  /**
   * The probability that Tango's lower limit of the one-sided level is above minus the margin, with
   * the variance of the score test under that difference: J. Nam, Biometrics 53 (1997) 1422-1430.
   *
   * @param images independent ones, above 0; not necessarily whole
   */
  public double notInferior(double images, double margin, double alpha) {
    return tail(images, difference(), new Tango(1, firstOnly, secondOnly), margin, alpha);
  }

  /**
   * Of both one-sided tests: J. Liu, H. Hsueh, E. Hsieh and J. J. Chen, Stat. Med. 21 (2002)
   * 231-245.
   */
  public double equivalent(double images, double margin, double alpha) {
    double above = notInferior(images, margin, alpha);
    double below = tail(images, -difference(), new Tango(1, secondOnly, firstOnly), margin, alpha);
    return Math.max(0, above + below - 1);
  }

  private double tail(double images, double difference, Tango ofOne, double margin, double alpha) {
    double distance = difference + margin;
    if (distance <= 0) {
      return distance < 0 ? 0 : alpha;
    }
    if (variance() < LEAST) {
      // no discordant image is seen; the bound of none decides
      return 1 - Math.pow(alpha, 1 / images) < margin ? 1 : 0;
    }
    double underMargin = distance / ofOne.statistic(-margin);
    double z = NORMAL.inverseSurvivalProbability(alpha);
    return NORMAL.cumulativeProbability(
        (Math.sqrt(images) * distance - z * underMargin) / Math.sqrt(variance()));
  }
}
