// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import java.util.Arrays;

/**
 * The median of ratios, one per pair, and its lower 95 % bound by the sign test: the k-th smallest
 * ratio, where k is the largest number with P(Binomial(n, 1/2) &lt; k) &lt;= 5 %. It is exact
 * whatever the distribution of the ratios (Conover, Practical Nonparametric Statistics, 3.2), and
 * wants at least 5 pairs; with 5 to 7 it is the smallest ratio.
 *
 * @param median of all ratios
 * @param lower one-sided 95 % bound of the median
 */
record PairedRatio(double median, double lower) {
  static final int LEAST_PAIRS = 7;
  private static final double ALPHA = 0.05;

  /**
   * @param ours one per pair
   * @param theirs of the same pairs
   */
  static PairedRatio of(double[] ours, double[] theirs) {
    if (ours.length != theirs.length || ours.length < LEAST_PAIRS) {
      throw new IllegalArgumentException(
          "%d and %d measurements; pairs, and at least %d, are needed"
              .formatted(ours.length, theirs.length, LEAST_PAIRS));
    }
    double[] ratios = new double[ours.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = ours[i] / theirs[i];
    }
    return new PairedRatio(median(ratios), lower(ratios));
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private static double lower(double[] ratios) {
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double probability = Math.pow(0.5, n); // of 0 successes
    double below = probability;
    int k = 0;
    while (below <= ALPHA) {
      k++;
      probability *= (double) (n - k + 1) / k;
      below += probability;
    }
    return sorted[k - 1];
  }
}
