// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The Bayesian hierarchical comparison of two models over several data sets, with a region of
 * practical equivalence: G. Corani, A. Benavoli, J. Demsar, F. Mangili and M. Zaffalon, Mach.
 * Learn. 106 (2017) 1817-1837. The difference on each data set is normal around its true
 * difference, with the standard error of its own comparison; the true differences follow Student's
 * t with a common mean, scale and degrees of freedom, so that data sets learn from each other and
 * one may be an outlier.
 *
 * <p>The priors are those of the paper, uniform for the mean, within [-1, 1], and for the scale, up
 * to 1000 standard deviations of the differences; the degrees of freedom are Gamma(2, 0.1) (M. A.
 * Juarez and M. F. J. Steel, J. Bus. Econ. Stat. 28 (2010) 52-66), one of the priors that the paper
 * averages over. The posterior is integrated numerically: there is no chain and no random number.
 *
 * @param mean posterior mean of the mean difference over data sets, first minus second
 * @param secondHigher probability that the true difference on a further data set is below -rope
 * @param equivalent that it is within the region
 * @param firstHigher that it is above rope
 * @param rope half the width of the region of practical equivalence
 * @param sets data sets
 */
public record HierarchicalComparison(
    double mean,
    double secondHigher,
    double equivalent,
    double firstHigher,
    double rope,
    int sets) {
  /** With fewer, the posterior of a uniform scale does not exist. */
  public static final int FEWEST_SETS = 3;

  private static final GammaDistribution FREEDOM = GammaDistribution.of(2, 10);
  private static final int SCALES = 90;
  private static final int MEANS = 80;
  private static final int FREEDOMS = 10;
  private static final int WEIGHTS = 20;
  private static final double REACH = 8;
  private static final double MOST_SPREADS = 1000;
  private static final double LEAST_SPREADS = 1e-3;

  /**
   * @param differences first minus second, on each data set
   * @param errors their standard errors, above 0
   * @param rope half the width of the region, above 0
   * @throws IllegalArgumentException if there are fewer than {@link #FEWEST_SETS}, or not as many
   *     errors, or one is not above 0
   */
  public static HierarchicalComparison of(double[] differences, double[] errors, double rope) {
    if (differences.length < FEWEST_SETS || differences.length != errors.length) {
      throw new IllegalArgumentException(
          "at least "
              + FEWEST_SETS
              + " differences with their standard errors, not "
              + differences.length
              + " and "
              + errors.length);
    }
    if (!(rope > 0)) {
      throw new IllegalArgumentException("the region must be above 0, not " + rope);
    }
    double squares = 0;
    for (double error : errors) {
      if (!(error > 0)) {
        throw new IllegalArgumentException("a standard error must be above 0, not " + error);
      }
      squares += error * error / errors.length;
    }
    return new Integral(differences, errors, rope).over(Math.sqrt(squares));
  }

  /** Sums over the grid of scales, degrees of freedom and means. */
  private static final class Integral {
    private final double[] differences;
    private final double[] errors;
    private final double rope;
    private double largest = Double.NEGATIVE_INFINITY;
    private double total;
    private double ofMean;
    private double below;
    private double above;

    Integral(double[] differences, double[] errors, double rope) {
      this.differences = differences;
      this.errors = errors;
      this.rope = rope;
    }

    HierarchicalComparison over(double error) {
      double spread = Math.max(error, sd());
      double from = Math.log(LEAST_SPREADS * Math.min(error, rope));
      double to = Math.log(MOST_SPREADS * spread);
      double step = (to - from) / (SCALES - 1);
      for (int i = 0; i < SCALES; i++) {
        double scale = Math.exp(from + i * step);
        for (int f = 0; f < FREEDOMS; f++) {
          // the middle of each tenth of the prior
          double freedom = FREEDOM.inverseCumulativeProbability((f + 0.5) / FREEDOMS);
          // uniform in the scale: its logarithm has the weight of the scale
          means(scale, freedom, Math.log(scale));
        }
      }
      double second = below / total;
      double first = above / total;
      return new HierarchicalComparison(
          ofMean / total, second, Math.max(0, 1 - first - second), first, rope, differences.length);
    }

    private double sd() {
      Double sd = AcrossSets.effect(differences).sd();
      return sd == null ? 0 : sd;
    }

    private void means(double scale, double freedom, double logWeight) {
      double[] variances = variances(scale, freedom);
      double precision = 0;
      double weighted = 0;
      for (int s = 0; s < differences.length; s++) {
        double weight = 1 / (errors[s] * errors[s] + scale * scale);
        precision += weight;
        weighted += weight * differences[s];
      }
      double reach = REACH * 2 / Math.sqrt(precision);
      double low = Math.max(-1, weighted / precision - reach);
      double high = Math.min(1, weighted / precision + reach);
      double step = (high - low) / MEANS;
      TDistribution t = TDistribution.of(freedom);
      for (int m = 0; m < MEANS; m++) {
        double mean = low + (m + 0.5) * step;
        double log = logWeight + Math.log(step) + likelihood(mean, variances);
        double weight = weight(log);
        total += weight;
        ofMean += weight * mean;
        below += weight * t.cumulativeProbability((-rope - mean) / scale);
        above += weight * t.survivalProbability((rope - mean) / scale);
      }
    }

    /** Student's t is a normal distribution whose precision is Gamma(freedom / 2, freedom / 2). */
    private double[] variances(double scale, double freedom) {
      GammaDistribution precisions = GammaDistribution.of(freedom / 2, 2 / freedom);
      double[] variances = new double[WEIGHTS];
      for (int w = 0; w < WEIGHTS; w++) {
        variances[w] =
            scale
                * scale
                / Math.max(1e-12, precisions.inverseCumulativeProbability((w + 0.5) / WEIGHTS));
      }
      return variances;
    }

    private double likelihood(double mean, double[] variances) {
      double log = 0;
      for (int s = 0; s < differences.length; s++) {
        double off = differences[s] - mean;
        double density = 0;
        for (double of : variances) {
          double variance = errors[s] * errors[s] + of;
          density += Math.exp(-off * off / (2 * variance)) / Math.sqrt(variance);
        }
        log += Math.log(Math.max(1e-300, density / variances.length));
      }
      return log;
    }

    /** Relative to the largest so far, so that nothing underflows. */
    private double weight(double log) {
      if (log > largest) {
        double less = Math.exp(largest - log);
        total *= less;
        ofMean *= less;
        below *= less;
        above *= less;
        largest = log;
      }
      return Math.exp(log - largest);
    }
  }
}
