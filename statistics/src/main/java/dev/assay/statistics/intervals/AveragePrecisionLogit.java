// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

/**
 * The interval of an average precision: on the logit scale, with Student's t of the units with a
 * positive. The variance is that of the units, for m of them with a positive counted m times, and
 * five times D AP (1 - AP) / n1, that of a share of n1 positives with design effect D; the second
 * is K. Boyd, K. H. Eng and C. D. Page, ECML PKDD 2013, 451-466. An average precision of 1, or of
 * the positives of one unit, has no spread: Wilson's on half as many trials as units.
 */
final class AveragePrecisionLogit {
  private static final double UNITS_OF_FORMULA = 5;

  private AveragePrecisionLogit() {}

  /**
   * @param value in [0, 1]
   * @param variance from the units; 0 if there is none
   * @param positives images of the class
   * @param units with a positive; of different sizes, as many of one size as they are worth (Kish)
   * @param designEffect as {@link AreaScore#designEffect}
   */
  static Binomial.Bounds of(
      double value,
      double variance,
      int positives,
      double units,
      double designEffect,
      double confidence) {
    if (!(value > 0 && value < 1 && variance > 0) || units <= 1) {
      return Binomial.WILSON.of(value, units / 2.0, confidence);
    }
    double ofShare = designEffect * value * (1 - value) / positives;
    double blended = (units * variance + UNITS_OF_FORMULA * ofShare) / (units + UNITS_OF_FORMULA);
    return LogitT.of(value, Math.sqrt(blended), units, confidence);
  }
}
