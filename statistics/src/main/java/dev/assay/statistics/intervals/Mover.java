// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.testset.Seeds;

/**
 * Intervals of sums from the intervals of their terms: the distances from the point to either end
 * are added in squares, as variances are, each side by itself (method of variance estimates
 * recovery, MOVER). G. Y. Zou and A. Donner, Stat. Med. 27 (2008) 1693-1702; R. G. Newcombe, Stat.
 * Med. 17 (1998) 873-890.
 */
public final class Mover {
  private Mover() {}

  /**
   * The interval of a mean over training seeds. The interval of the test set is widened on either
   * side by t(S - 1) s / sqrt(S) of the seeds' values; by nothing with one seed.
   *
   * @param point the mean of the values, within the bounds
   * @param ofTestSet as if there were one model
   * @param values of the seeds
   * @return not clipped to the range of the metric
   */
  public static Binomial.Bounds overSeeds(
      double point, Binomial.Bounds ofTestSet, double[] values, double confidence) {
    if (values.length < 2) {
      return ofTestSet;
    }
    double half =
        EffectiveImages.quantile(values.length - 1.0, confidence)
            * Seeds.standardDeviation(values)
            / Math.sqrt(values.length);
    return new Binomial.Bounds(
        point - Math.hypot(point - ofTestSet.lower(), half),
        point + Math.hypot(ofTestSet.upper() - point, half));
  }

  /**
   * The interval of a weighted sum.
   *
   * @param weights not negative
   * @param points of the terms
   * @param bounds of the terms, around their points
   * @param correlated variance of the sum over the sum of the variances; 1 for independent terms
   */
  public static Binomial.Bounds ofSum(
      double[] weights, double[] points, Binomial.Bounds[] bounds, double correlated) {
    double point = 0;
    double below = 0;
    double above = 0;
    for (int i = 0; i < weights.length; i++) {
      double low = weights[i] * (points[i] - bounds[i].lower());
      double high = weights[i] * (bounds[i].upper() - points[i]);
      point += weights[i] * points[i];
      below += low * low;
      above += high * high;
    }
    return new Binomial.Bounds(
        point - Math.sqrt(below * correlated), point + Math.sqrt(above * correlated));
  }
}
