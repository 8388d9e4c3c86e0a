// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * How much a metric varies between sites, or other groups of patients, beyond what their test sets
 * leave open: a random-effects model, as TRIPOD+AI (G. S. Collins et al., BMJ 385 (2024) e078378)
 * asks for. The variance between sites is that of R. C. Paule and J. Mandel, J. Res. Natl. Bur.
 * Stand. 87 (1982) 377-385; the interval of the mean is that of J. Hartung and G. Knapp, Stat. Med.
 * 20 (2001) 3875-3889, never narrower than that of known variances; the prediction interval is that
 * of J. P. T. Higgins, S. G. Thompson and D. J. Spiegelhalter, J. R. Stat. Soc. A 172 (2009)
 * 137-159.
 *
 * @param sites that were counted
 * @param mean over sites
 * @param lower of the interval of the mean
 * @param upper likewise
 * @param betweenSd standard deviation between sites, 0 if they vary less than chance
 * @param share of the variance of the sites' values that is between them, in [0, 1): I squared
 * @param p of equal sites: W. G. Cochran's Q, Biometrics 10 (1954) 101-129
 * @param predictedLower of the value at a further site; null with fewer than three sites
 * @param predictedUpper likewise
 */
public record Heterogeneity(
    int sites,
    double mean,
    double lower,
    double upper,
    double betweenSd,
    double share,
    double p,
    @Nullable Double predictedLower,
    @Nullable Double predictedUpper) {
  private static final int BISECTIONS = 200;

  /**
   * Of the subgroups that have an interval, with half its width over the normal quantile as
   * standard error; ends beyond what the metric can be are cut. Empty with fewer than two.
   */
  public static Optional<Heterogeneity> of(Subgroups found, double confidence) {
    double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
    List<Double> values = new ArrayList<>();
    List<Double> variances = new ArrayList<>();
    for (Subgroups.Part part : found.parts()) {
      if (part.interval() instanceof Interval ends
          && part.point().number().isPresent()
          && ends.upper() > ends.lower()) {
        values.add(part.point().number().getAsDouble());
        variances.add(Math.pow((ends.upper() - ends.lower()) / (2 * z), 2));
      }
    }
    return values.size() < 2
        ? Optional.empty()
        : Optional.of(
            of(
                    values.stream().mapToDouble(Double::doubleValue).toArray(),
                    variances.stream().mapToDouble(Double::doubleValue).toArray(),
                    confidence)
                .within(found.metric()));
  }

  private Heterogeneity within(Metric metric) {
    double least =
        metric.inUnitInterval() ? 0 : metric.ofDecisions() ? -1 : Double.NEGATIVE_INFINITY;
    double most = metric.inUnitInterval() || metric.ofDecisions() ? 1 : Double.POSITIVE_INFINITY;
    return new Heterogeneity(
        sites,
        mean,
        Math.max(least, lower),
        Math.min(most, upper),
        betweenSd,
        share,
        p,
        predictedLower == null ? null : Double.valueOf(Math.max(least, predictedLower)),
        predictedUpper == null ? null : Double.valueOf(Math.min(most, predictedUpper)));
  }

  /**
   * @param values of the sites, at least two
   * @param variances of these, above 0
   * @param confidence of both intervals, in (0, 1)
   */
  public static Heterogeneity of(double[] values, double[] variances, double confidence) {
    int k = values.length;
    if (k < 2 || variances.length != k) {
      throw new IllegalArgumentException(
          "at least two sites with their variances, not " + k + " and " + variances.length);
    }
    for (double variance : variances) {
      if (!(variance > 0)) {
        throw new IllegalArgumentException("a variance must be above 0, not " + variance);
      }
    }
    double q = generalisedQ(values, variances, 0);
    double between = between(values, variances);
    double mean = mean(values, variances, between);
    double weights = weights(variances, between);
    double inflation = Math.max(1, generalisedQ(values, variances, between) / (k - 1));
    double error = Math.sqrt(inflation / weights);
    double tail = (1 - confidence) / 2;
    double half = TDistribution.of(k - 1.0).inverseSurvivalProbability(tail) * error;
    @Nullable Double reach =
        k < 3
            ? null
            : Double.valueOf(
                TDistribution.of(k - 2.0).inverseSurvivalProbability(tail)
                    * Math.sqrt(between + 1 / weights));
    return new Heterogeneity(
        k,
        mean,
        mean - half,
        mean + half,
        Math.sqrt(between),
        between / (between + typical(variances)),
        ChiSquaredDistribution.of(k - 1.0).survivalProbability(q),
        reach == null ? null : Double.valueOf(mean - reach),
        reach == null ? null : Double.valueOf(mean + reach));
  }

  /** The variance between sites at which the weighted squares are as many as expected. */
  private static double between(double[] values, double[] variances) {
    double expected = values.length - 1.0;
    if (generalisedQ(values, variances, 0) <= expected) {
      return 0;
    }
    double low = 0;
    double high = 1e-6;
    while (generalisedQ(values, variances, high) > expected) {
      high *= 2;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (generalisedQ(values, variances, middle) > expected) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double generalisedQ(double[] values, double[] variances, double between) {
    double mean = mean(values, variances, between);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (values[i] - mean) * (values[i] - mean) / (variances[i] + between);
    }
    return sum;
  }

  private static double mean(double[] values, double[] variances, double between) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] / (variances[i] + between);
    }
    return sum / weights(variances, between);
  }

  private static double weights(double[] variances, double between) {
    double sum = 0;
    for (double variance : variances) {
      sum += 1 / (variance + between);
    }
    return sum;
  }

  /** J. P. T. Higgins and S. G. Thompson, Stat. Med. 21 (2002) 1539-1558. */
  private static double typical(double[] variances) {
    double sum = 0;
    double squares = 0;
    for (double variance : variances) {
      sum += 1 / variance;
      squares += 1 / (variance * variance);
    }
    return (variances.length - 1) * sum / (sum * sum - squares);
  }
}
