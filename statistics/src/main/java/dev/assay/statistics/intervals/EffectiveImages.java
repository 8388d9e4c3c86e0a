// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The number of independent images that tell as much about one share as clustered images do: E. L.
 * Korn and B. I. Graubard, Survey Methodology 24 (1998) 193-201. The images are divided by the
 * design effect of the share, the variance of a ratio of unit totals over that of independent
 * images, and by (t / z)^2, because that variance is known from few units. The result is never
 * above the number of images, and never below Kish's (sum m)^2 / sum m^2, which takes all images of
 * a unit for one.
 *
 * <p>Of units of very different sizes the variance and the degrees of freedom are those of {@link
 * UnevenUnits}.
 */
public final class EffectiveImages {
  private EffectiveImages() {}

  /**
   * @param right of each unit, images for which the share's event holds; a mean over seeds may be
   *     no whole number
   * @param images of each unit, at least {@code right}; units without any do not count
   * @param confidence of the interval that it is for, in (0, 1)
   * @return above 0 if there is an image, else 0
   */
  public static double of(double[] right, double[] images, double confidence) {
    double sum = 0;
    double squares = 0;
    double hits = 0;
    int units = 0;
    for (int unit = 0; unit < images.length; unit++) {
      if (images[unit] > 0) {
        units++;
        sum += images[unit];
        squares += images[unit] * images[unit];
        hits += right[unit];
      }
    }
    if (units == 0) {
      return 0;
    }
    double kish = sum * sum / squares;
    if (units == 1 || kish >= sum) {
      return kish;
    }
    double share = hits / sum;
    double variance = UnevenUnits.variance(right, images);
    // units that are all alike leave a trace of rounding
    if (variance <= 1e-15 || share <= 0 || share >= 1) {
      return kish;
    }
    double designEffect = Math.max(1, variance * sum / (share * (1 - share)));
    return Math.clamp(sum / designEffect / inflation(kish - 1, confidence), kish, sum);
  }

  /** (t / z)^2 of the two-sided quantiles. */
  static double inflation(double degreesOfFreedom, double confidence) {
    double ratio = quantile(degreesOfFreedom, confidence) / quantile(confidence);
    return ratio * ratio;
  }

  /** Two-sided quantile of Student's t. */
  static double quantile(double degreesOfFreedom, double confidence) {
    return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability((1 - confidence) / 2);
  }

  /** Two-sided quantile of the normal distribution. */
  static double quantile(double confidence) {
    return NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
  }
}
