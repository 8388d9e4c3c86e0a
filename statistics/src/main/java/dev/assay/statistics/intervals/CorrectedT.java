// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.testset.Seeds;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean of a value over the k folds of one data set, with a variance that allows for the images
 * that any two of their training sets share: (1/k + n_test/n_train) s^2 and Student's t with k - 1
 * degrees of freedom, C. Nadeau and Y. Bengio, Mach. Learn. 52 (2003) 239-281. The standard error
 * of independent values, s / sqrt(k), is too small for folds: Y. Bengio and Y. Grandvalet, J. Mach.
 * Learn. Res. 5 (2004) 1089-1105.
 *
 * @param mean over the folds
 * @param standardError at least 0
 */
public record CorrectedT(double mean, double standardError, int degreesOfFreedom) {

  /**
   * @param values of a metric, or of the difference of two models, on each fold; at least two
   * @param testShare n_test / n_train of a fold, such as 1/9 of ten folds
   */
  public static CorrectedT of(double[] values, double testShare) {
    if (values.length < 2 || !(testShare > 0)) {
      throw new IllegalArgumentException(
          values.length + " folds, n_test/n_train " + testShare + ": at least 2, and above 0");
    }
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double error = Seeds.standardDeviation(values) * Math.sqrt(1.0 / values.length + testShare);
    // Equal values leave a trace of rounding.
    return new CorrectedT(mean, error < 1e-12 ? 0 : error, values.length - 1);
  }

  /** Whether folds differ at all; if not, nothing follows from their spread. */
  public boolean hasSpread() {
    return standardError > 0;
  }

  /** Of H0: the true mean is at most {@code value}. */
  public double pAbove(double value) {
    return distribution().survivalProbability((mean - value) / standardError);
  }

  /** Of H0: the true mean is at least {@code value}. */
  public double pBelow(double value) {
    return distribution().cumulativeProbability((mean - value) / standardError);
  }

  /** Of H0: the true mean is 0; two-sided. */
  public double p() {
    return Math.min(1, 2 * distribution().survivalProbability(Math.abs(mean) / standardError));
  }

  /** Both ends leave the same tail. */
  public Binomial.Bounds interval(double confidence) {
    double half = quantile((1 - confidence) / 2) * standardError;
    return new Binomial.Bounds(mean - half, mean + half);
  }

  /** Upper quantile of the t distribution. */
  public double quantile(double tail) {
    return distribution().inverseSurvivalProbability(tail);
  }

  private TDistribution distribution() {
    return TDistribution.of(degreesOfFreedom);
  }
}
