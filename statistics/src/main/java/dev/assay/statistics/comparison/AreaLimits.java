// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Limits of a difference of two areas under ROC curves on the same images. They enclose two
 * intervals: DeLong's (or Obuchowski's) with Student's t on the units of the rarer class, which
 * fails where both areas are near 1; and the recovery of variances (G. Y. Zou and A. Donner, Stat.
 * Med. 27 (2008) 1693-1702) from the score interval of each area (R. G. Newcombe, Stat. Med. 25
 * (2006) 559-573, method 5), which is real for an area of 1. The variance of the score interval is
 * the mean of the one that it assumes, times the design effect, and of the observed one, weighted
 * 20 to the units of the rarer class.
 *
 * @param first area and its variance
 * @param second likewise
 * @param correlation of the two areas, in [-1, 1]
 * @param variance of the difference; 0 if both order the images alike
 * @param positives images
 * @param negatives images
 * @param units of the rarer class, above 1; of different sizes, as many of one size as they are
 *     worth (Kish)
 * @param size of the unit that a typical image is in; 1 if every unit has one image
 */
record AreaLimits(
    Area first,
    Area second,
    double correlation,
    double variance,
    double positives,
    double negatives,
    double units,
    double size)
    implements PairedInference.Limits {
  private static final double ASSUMED_UNITS = 20;
  private static final int STEPS = 50;

  /**
   * @param value in [0, 1]
   * @param variance over units
   * @param independent variance if all images were independent
   */
  record Area(double value, double variance, double independent) {}

  @Override
  public Difference.Ends at(double alpha) {
    double z = NormalDistribution.of(0, 1).inverseSurvivalProbability(alpha / 2);
    double t = TDistribution.of(units - 1).inverseSurvivalProbability(alpha / 2);
    double half = t * Math.sqrt(variance);
    Difference.Ends a = score(first, z, t);
    Difference.Ends b = score(second, z, t);
    return RecoveredLimits.hull(first.value, a, second.value, b, correlation, half);
  }

  private Difference.Ends score(Area area, double z, double t) {
    boolean clustered = size > 1;
    boolean spread = area.variance > 0;
    double effect =
        !clustered
            ? 1
            : spread && area.independent > 0 ? Math.max(1, area.variance / area.independent) : size;
    double ratio = z > 0 ? t / z : 1;
    double inflated = clustered ? Math.min(effect * ratio * ratio, size) : effect;
    double assumed = assumed(area.value);
    double factor =
        spread && assumed > 0
            ? (units * area.variance * (inflated / effect) / assumed + ASSUMED_UNITS * inflated)
                / (units + ASSUMED_UNITS)
            : inflated;
    return new Difference.Ends(
        area.value <= 0 ? 0 : limit(area.value, 0, z, factor),
        area.value >= 1 ? 1 : limit(area.value, 1, z, factor));
  }

  /** J. A. Hanley and B. J. McNeil, Radiology 143 (1982) 29-36, with one size for both classes. */
  private double assumed(double area) {
    double size = (positives + negatives) / 2 - 1;
    return area
        * (1 - area)
        * (1 + size * (1 - area) / (2 - area) + size * area / (1 + area))
        / (positives * negatives);
  }

  private double limit(double area, double far, double z, double factor) {
    double outside = far;
    double inside = area;
    for (int i = 0; i < STEPS; i++) {
      double middle = (outside + inside) / 2;
      if ((area - middle) * (area - middle) > z * z * assumed(middle) * factor) {
        outside = middle;
      } else {
        inside = middle;
      }
    }
    return inside;
  }
}
