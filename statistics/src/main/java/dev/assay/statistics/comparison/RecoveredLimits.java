// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

/**
 * Limits of a difference from the limits of its two terms, which are estimated on the same images
 * (method of variance estimates recovery, MOVER). G. Y. Zou and A. Donner, Stat. Med. 27 (2008)
 * 1693-1702.
 */
final class RecoveredLimits {
  private RecoveredLimits() {}

  /**
   * The hull of the recovered limits and of the symmetric ones; of two terms in [0, 1], so within
   * [-1, 1].
   *
   * @param first the first term
   * @param a its limits
   * @param second what is subtracted
   * @param b its limits
   * @param correlation of the two estimates, in [-1, 1]
   * @param half of the symmetric interval around the difference
   */
  static Difference.Ends hull(
      double first,
      Difference.Ends a,
      double second,
      Difference.Ends b,
      double correlation,
      double half) {
    double difference = first - second;
    double below = distance(first - a.lower(), b.upper() - second, correlation);
    double above = distance(a.upper() - first, second - b.lower(), correlation);
    return new Difference.Ends(
        Math.max(-1, difference - Math.max(half, below)),
        Math.min(1, difference + Math.max(half, above)));
  }

  private static double distance(double ofFirst, double ofSecond, double correlation) {
    return Math.sqrt(
        Math.max(
            0, ofFirst * ofFirst + ofSecond * ofSecond - 2 * correlation * ofFirst * ofSecond));
  }
}
