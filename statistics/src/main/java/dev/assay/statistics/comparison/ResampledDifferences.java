// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.resampling.Replicates;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The differences of a family in every resample that defines the metric for all of its models.
 *
 * @param points first minus second on the whole set, of each contrast
 * @param resampled contrasts x kept resamples
 * @param errors standard deviation of each contrast over the resamples; 0 if they all agree
 * @param dropped resamples that leave the metric undefined for a model of the family
 */
record ResampledDifferences(
    List<Contrast> contrasts, double[] points, double[][] resampled, double[] errors, int dropped) {
  /** Differences closer than this are equal: they are sums of the same terms in another order. */
  static final double ROUNDING = 1e-12;

  /**
   * @param pointOfModel the metric of each model on the whole set
   * @param ofModel its resamples, from one plan on one set
   * @throws IllegalArgumentException if the models have different numbers of resamples
   */
  static ResampledDifferences of(
      List<Contrast> contrasts, double[] pointOfModel, List<Replicates> ofModel) {
    double[] points = contrasts.stream().mapToDouble(c -> c.of(m -> pointOfModel[m])).toArray();
    int[] kept = jointlyDefined(contrasts, ofModel);
    double[][] resampled = new double[points.length][kept.length];
    double[] errors = new double[points.length];
    for (int k = 0; k < points.length; k++) {
      Contrast contrast = contrasts.get(k);
      for (int i = 0; i < kept.length; i++) {
        int b = kept[i];
        resampled[k][i] = contrast.of(m -> ofModel.get(m).value(b));
      }
      errors[k] = sd(resampled[k]);
    }
    int dropped = ofModel.get(0).count() - kept.length;
    return new ResampledDifferences(List.copyOf(contrasts), points, resampled, errors, dropped);
  }

  private static int[] jointlyDefined(List<Contrast> contrasts, List<Replicates> ofModel) {
    for (Replicates replicates : ofModel) {
      if (replicates.count() != ofModel.get(0).count()) {
        throw new IllegalArgumentException(
            "replicates of two plans are not paired: "
                + replicates.count()
                + " and "
                + ofModel.get(0).count());
      }
    }
    int[] models =
        contrasts.stream()
            .flatMap(c -> Stream.concat(c.first().stream(), c.second().stream()))
            .mapToInt(Integer::intValue)
            .distinct()
            .toArray();
    return IntStream.range(0, ofModel.get(0).count())
        .filter(b -> Arrays.stream(models).noneMatch(m -> Double.isNaN(ofModel.get(m).value(b))))
        .toArray();
  }

  private static double sd(double[] values) {
    double least = Arrays.stream(values).min().orElse(0);
    double most = Arrays.stream(values).max().orElse(0);
    if (values.length < 2 || most - least <= ROUNDING) {
      return 0;
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = 0;
    for (double v : values) {
      squares += (v - mean) * (v - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }

  int count() {
    return points.length;
  }

  /** Kept resamples. */
  int resamples() {
    return resampled[0].length;
  }

  boolean hasSpread(int k) {
    return errors[k] > 0;
  }

  /** The percentile interval of contrast k that leaves this share of resamples on either side. */
  Difference.Ends percentile(int k, double tail) {
    double[] sorted = sorted(resampled[k]);
    return new Difference.Ends(quantile(sorted, tail), quantile(sorted, 1 - tail));
  }

  /** 2 min(P(d* <= 0), P(d* >= 0)) of contrast k, the data counted as one more resample. */
  double percentileP(int k) {
    int below = 1;
    int above = 1;
    for (double d : resampled[k]) {
      below += d <= ROUNDING ? 1 : 0;
      above += d >= -ROUNDING ? 1 : 0;
    }
    return Math.min(1, 2.0 * Math.min(below, above) / (resamples() + 1.0));
  }

  static double[] sorted(double[] values) {
    double[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }

  /** Type 7, as {@link Replicates#quantile}. */
  static double quantile(double[] sorted, double p) {
    double position = p * (sorted.length - 1);
    int below = (int) position;
    double share = position - below;
    return share == 0 ? sorted[below] : sorted[below] + share * (sorted[below + 1] - sorted[below]);
  }
}
