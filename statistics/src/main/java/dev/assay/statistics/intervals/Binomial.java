// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Intervals for a share of independent units. They replace the bootstrap where all its resamples
 * are equal (all decisions right), and are given in addition to it elsewhere.
 */
public enum Binomial {
  /**
   * The score interval, (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n): E. B. Wilson, J.
   * Am. Stat. Assoc. 22 (1927) 209-212.
   */
  WILSON("Wilson") {
    @Override
    Bounds bounds(double share, double n, double confidence) {
      double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
      double z2 = z * z;
      double middle = share + z2 / (2 * n);
      double half = z * Math.sqrt(share * (1 - share) / n + z2 / (4 * n * n));
      double scale = 1 + z2 / n;
      return new Bounds(
          share == 0 ? 0 : Math.max(0, (middle - half) / scale),
          share == 1 ? 1 : Math.min(1, (middle + half) / scale));
    }
  },
  /**
   * The exact interval, from quantiles of Beta(k, n-k+1) and Beta(k+1, n-k): C. J. Clopper and E.
   * S. Pearson, Biometrika 26 (1934) 404-413.
   */
  CLOPPER_PEARSON("Clopper-Pearson") {
    @Override
    Bounds bounds(double share, double n, double confidence) {
      double tail = (1 - confidence) / 2;
      double k = share * n;
      return new Bounds(
          k <= 0 ? 0 : BetaDistribution.of(k, n - k + 1).inverseCumulativeProbability(tail),
          k >= n ? 1 : BetaDistribution.of(k + 1, n - k).inverseSurvivalProbability(tail));
    }
  };

  private final String label;

  Binomial(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** Ends of an interval, lower not above upper. */
  public record Bounds(double lower, double upper) {}

  abstract Bounds bounds(double share, double n, double confidence);

  /**
   * @param share of successes, in [0, 1]
   * @param n number of independent units, above 0; not necessarily whole (an effective number)
   * @param confidence in (0, 1)
   * @throws IllegalArgumentException if they are not
   */
  public Bounds of(double share, double n, double confidence) {
    if (!(share >= 0 && share <= 1) || !(n > 0) || !(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "share " + share + ", n " + n + ", confidence " + confidence);
    }
    return bounds(share, n, confidence);
  }
}
