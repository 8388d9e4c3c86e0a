// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** Pairs of standard normal numbers that are cut into right and wrong. */
final class NormalPairs {
  static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private static final int STEPS = 200;
  private static final int BISECTIONS = 50;

  private NormalPairs() {}

  /**
   * P(X below h and Y below k) for a correlation, by Simpson's rule of its derivative with respect
   * to the correlation, the density at (h, k): R. L. Plackett, Biometrika 41 (1954) 351-360.
   *
   * @param correlation in (-1, 1)
   */
  static double below(double h, double k, double correlation) {
    double independent = NORMAL.cumulativeProbability(h) * NORMAL.cumulativeProbability(k);
    double end = Math.asin(correlation);
    double width = end / STEPS;
    double sum = 0;
    for (int i = 0; i <= STEPS; i++) {
      double sine = Math.sin(i * width);
      double square = 1 - sine * sine;
      double density =
          square <= 0 ? 0 : Math.exp(-(h * h - 2 * sine * h * k + k * k) / (2 * square));
      sum += (i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2) * density;
    }
    return independent + sum * width / 3 / (2 * Math.PI);
  }

  /**
   * The correlation of two normal numbers whose events, each below its quantile, have this
   * correlation of 0 and 1.
   *
   * @param p probability of the first event, in (0, 1)
   * @param q of the second
   * @param wanted correlation of the events, at least 0
   * @throws IllegalArgumentException if events of such different probabilities cannot be so alike
   */
  static double correlation(double p, double q, double wanted) {
    if (wanted <= 0) {
      return 0;
    }
    double h = NORMAL.inverseCumulativeProbability(p);
    double k = NORMAL.inverseCumulativeProbability(q);
    double scale = Math.sqrt(p * (1 - p) * q * (1 - q));
    double most = (Math.min(p, q) - p * q) / scale;
    if (wanted > most + 1e-9) {
      throw new IllegalArgumentException(
          "a correlation of "
              + Text.number(wanted)
              + " is not possible between shares of "
              + Text.number(p)
              + " and "
              + Text.number(q)
              + "; at most "
              + Text.number(most));
    }
    double low = 0;
    double high = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if ((below(h, k, middle) - p * q) / scale < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
