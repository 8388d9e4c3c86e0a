// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.Binomial;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Limits of a difference of two average precisions on the same images. They enclose Student's t and
 * the recovery of variances (G. Y. Zou and A. Donner, Stat. Med. 27 (2008) 1693-1702) from the
 * interval of each on the logit scale (K. Boyd, K. H. Eng and C. D. Page, ECML PKDD 2013, 451-466):
 * a value near 1 can be much smaller, but not much larger, and Student's t alone does not know
 * that. The variance on the logit scale is the mean of the observed one and of that of a share of
 * the positives, weighted 5 to the units with positives.
 *
 * @param first value and its variance
 * @param second likewise
 * @param correlation of the two, in [-1, 1]
 * @param variance of the difference
 * @param positives images
 * @param units with positives, at least 2
 * @param size of the unit that a typical positive is in
 */
record LogitLimits(
    Value first,
    Value second,
    double correlation,
    double variance,
    double positives,
    int units,
    double size)
    implements PairedInference.Limits {
  private static final double ASSUMED_UNITS = 5;

  /**
   * @param value in [0, 1]
   * @param variance over units
   */
  record Value(double value, double variance) {}

  @Override
  public Difference.Ends at(double alpha) {
    double t = TDistribution.of(units - 1.0).inverseSurvivalProbability(alpha / 2);
    double half = t * Math.sqrt(variance);
    Difference.Ends a = logit(first, t, alpha);
    Difference.Ends b = logit(second, t, alpha);
    return RecoveredLimits.hull(first.value, a, second.value, b, correlation, half);
  }

  private Difference.Ends logit(Value of, double t, double alpha) {
    double p = of.value;
    if (p <= 0 || p >= 1 || of.variance <= 0) {
      Binomial.Bounds bounds =
          Binomial.WILSON.of(
              Math.max(0, Math.min(1, p)), units / 2.0, Math.min(1 - 1e-16, 1 - alpha + 1e-16));
      return new Difference.Ends(bounds.lower(), bounds.upper());
    }
    double assumed = size * p * (1 - p) / positives;
    double blend = (units * of.variance + ASSUMED_UNITS * assumed) / (units + ASSUMED_UNITS);
    double middle = Math.log(p / (1 - p));
    double half = t * Math.sqrt(blend) / (p * (1 - p));
    return new Difference.Ends(expit(middle - half), expit(middle + half));
  }

  private static double expit(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
