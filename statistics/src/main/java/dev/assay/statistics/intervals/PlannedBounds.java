// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

/**
 * The intervals that a test set will have if it shows exactly what is assumed: the formulas of
 * {@link PerMetricRules} without data. For planning.
 */
public final class PlannedBounds {
  private PlannedBounds() {}

  /**
   * Some images of a future test set.
   *
   * @param images expected number, above 0
   * @param patients that have such images, above 1
   * @param size images in the patient of a typical image, at least 1
   * @param designEffect from 1 to size
   */
  public record Images(double images, double patients, double size, double designEffect) {
    double effective(double confidence) {
      if (size <= 1) {
        return images;
      }
      double inflated =
          designEffect * EffectiveImages.inflation(Math.max(1, patients - 1), confidence);
      return Math.max(images / size, images / inflated);
    }
  }

  /** Wilson's interval of a share of such images, on {@link EffectiveImages}. */
  public static Binomial.Bounds share(double share, Images of, double confidence) {
    return Binomial.WILSON.of(share, of.effective(confidence), confidence);
  }

  /** The mean of the shares of several kinds of images, by {@link Mover}. */
  public static Binomial.Bounds mean(double[] shares, Images[] of, double confidence) {
    double[] weights = new double[shares.length];
    Binomial.Bounds[] bounds = new Binomial.Bounds[shares.length];
    for (int i = 0; i < shares.length; i++) {
      weights[i] = 1.0 / shares.length;
      bounds[i] = share(shares[i], of[i], confidence);
    }
    return Mover.ofSum(weights, shares, bounds, 1);
  }

  /** Newcombe's score interval of an area under the ROC curve, times the design effect. */
  public static Binomial.Bounds area(
      double area, Images positives, Images negatives, double confidence) {
    AreaScore.Seen formula = seen(area, positives, negatives, 0, 0);
    double variance = formula.ofFormula();
    double effect = Math.max(positives.designEffect, negatives.designEffect);
    AreaScore.Seen seen = seen(area, positives, negatives, effect * variance, variance);
    return AreaScore.of(seen, confidence).bounds(seen, confidence);
  }

  /** The variance of an area by J. A. Hanley and B. J. McNeil, times the design effect. */
  public static double areaVariance(double area, Images positives, Images negatives) {
    return Math.max(positives.designEffect, negatives.designEffect)
        * seen(area, positives, negatives, 0, 0).ofFormula();
  }

  private static AreaScore.Seen seen(
      double area, Images positives, Images negatives, double variance, double independent) {
    return new AreaScore.Seen(
        area,
        variance,
        independent,
        whole(positives.images),
        whole(negatives.images),
        whole(Math.min(positives.patients, negatives.patients)),
        Math.max(positives.size, negatives.size));
  }

  private static int whole(double expected) {
    return Math.toIntExact(Math.max(1, Math.round(expected)));
  }
}
