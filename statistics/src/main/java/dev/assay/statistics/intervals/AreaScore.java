// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

/**
 * The score interval of an area under the ROC curve: all areas t for which |A - t| is at most z
 * standard errors of t. It is method 5 of R. G. Newcombe, Stat. Med. 25 (2006) 559-573: the
 * variance of J. A. Hanley and B. J. McNeil, Radiology 143 (1982) 29-36, with (n1 + n0)/2 in place
 * of either number of images, as a function of t. It exists for an area of 1 and for one positive.
 *
 * <p>That variance is multiplied by a factor which is 1 for independent images of normal scores of
 * equal spread, and otherwise a mean of what the data say: with m units of the rarer class,
 * DeLong's or Obuchowski's variance over Hanley and McNeil's counts m times, the design effect of
 * clustered images 20 times. It is not below the share of DeLong's variance with Student's t in
 * place of z, at most doubled.
 *
 * @param factor by which the variance of Hanley and McNeil is multiplied
 * @param designEffect with Student's t, between 1 and the images of a unit: how much more clustered
 *     images spread than independent ones
 */
record AreaScore(double factor, double designEffect) {
  /** How many units of the rarer class weigh as much as the formula. */
  private static final double UNITS_OF_FORMULA = 20;

  /** Student's t with one degree of freedom is no guide. */
  private static final double MOST_INFLATION = 4;

  private static final int BISECTIONS = 60;

  /**
   * What the components of one area say.
   *
   * @param area in [0, 1]
   * @param variance by DeLong, or with groups by Obuchowski; 0 if it is not known
   * @param ifIndependent the same as if every image were a group of its own
   * @param positives images of the class
   * @param negatives images of the rest
   * @param units of the rarer of the two; of units of different sizes, as many of one size as they
   *     are worth (Kish)
   * @param unitSize images in the unit of a typical image, the larger of positives and negatives; 1
   *     if images are independent
   */
  record Seen(
      double area,
      double variance,
      double ifIndependent,
      int positives,
      int negatives,
      double units,
      double unitSize) {
    double ofFormula() {
      return ofFormula(area);
    }

    /** Hanley and McNeil's, if the true area is t. */
    double ofFormula(double t) {
      double n = (positives + negatives) / 2.0 - 1;
      double bracket = 1 + n * (1 - t) / (2 - t) + n * t / (1 + t);
      return t * (1 - t) * bracket / ((double) positives * negatives);
    }
  }

  static AreaScore of(Seen seen, double confidence) {
    boolean independent = seen.unitSize <= 1;
    double inflation =
        seen.units > 1
            ? EffectiveImages.inflation(seen.units - 1, confidence)
            : Double.POSITIVE_INFINITY;
    double plain =
        independent
            ? 1
            : seen.ifIndependent > 0 && seen.variance > 0
                ? Math.max(1, seen.variance / seen.ifIndependent)
                : seen.unitSize;
    double designEffect = independent ? 1 : Math.min(plain * inflation, seen.unitSize);
    if (!(seen.area > 0 && seen.area < 1 && seen.variance > 0) || seen.units <= 1) {
      return new AreaScore(designEffect, designEffect);
    }
    double observed = seen.variance / seen.ofFormula();
    double blended =
        (seen.units * observed * designEffect / plain + UNITS_OF_FORMULA * designEffect)
            / (seen.units + UNITS_OF_FORMULA);
    return new AreaScore(
        Math.max(blended, observed * Math.min(inflation, MOST_INFLATION)), designEffect);
  }

  Binomial.Bounds bounds(Seen seen, double confidence) {
    double z = EffectiveImages.quantile(confidence);
    double area = seen.area;
    return new Binomial.Bounds(area <= 0 ? 0 : end(seen, 0, z), area >= 1 ? 1 : end(seen, 1, z));
  }

  /** The area farthest from the point towards the limit that is not refused. */
  private double end(Seen seen, double limit, double z) {
    double refused = limit;
    double kept = seen.area;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (refused + kept) / 2;
      double distance = seen.area - middle;
      if (distance * distance > z * z * factor * seen.ofFormula(middle)) {
        refused = middle;
      } else {
        kept = middle;
      }
    }
    return kept;
  }
}
