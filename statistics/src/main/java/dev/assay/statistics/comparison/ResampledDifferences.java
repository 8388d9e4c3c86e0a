// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.resampling.Replicates;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The differences of a family in every resample that defines the metric for all of its models. They
 * are computed when they are asked for: all pairs of 200 models in 10,000 resamples would be 1.6
 * GB.
 */
final class ResampledDifferences {
  /** Differences closer than this are equal: they are sums of the same terms in another order. */
  static final double ROUNDING = 1e-12;

  private final List<Contrast> contrasts;
  private final List<Replicates> ofModel;
  private final int[] kept;
  private final double[] points;
  private final double[] errors;

  /**
   * @param pointOfModel the metric of each model on the whole set
   * @param ofModel its resamples, from one plan on one set
   * @throws IllegalArgumentException if the models have different numbers of resamples
   */
  ResampledDifferences(List<Contrast> contrasts, double[] pointOfModel, List<Replicates> ofModel) {
    this.contrasts = List.copyOf(contrasts);
    this.ofModel = List.copyOf(ofModel);
    points = contrasts.stream().mapToDouble(c -> c.of(m -> pointOfModel[m])).toArray();
    kept = jointlyDefined(contrasts, ofModel);
    errors = new double[points.length];
    double[] room = new double[kept.length];
    for (int k = 0; k < errors.length; k++) {
      errors[k] = sd(resampled(k, room));
    }
  }

  /**
   * The differences of one contrast in the kept resamples.
   *
   * @param room for them, of length {@link #resamples()}
   * @return the room
   */
  double[] resampled(int k, double[] room) {
    Contrast contrast = contrasts.get(k);
    if (contrast.isPair()) {
      Replicates first = ofModel.get(contrast.first().get(0));
      Replicates second = ofModel.get(contrast.second().get(0));
      for (int i = 0; i < kept.length; i++) {
        room[i] = first.value(kept[i]) - second.value(kept[i]);
      }
    } else {
      for (int i = 0; i < kept.length; i++) {
        int b = kept[i];
        room[i] = contrast.of(m -> ofModel.get(m).value(b));
      }
    }
    return room;
  }

  private double[] resampled(int k) {
    return resampled(k, new double[kept.length]);
  }

  /** First minus second on the whole set. */
  double point(int k) {
    return points[k];
  }

  /** Standard deviation of a contrast over the resamples; 0 if they all agree. */
  double error(int k) {
    return errors[k];
  }

  Contrast contrast(int k) {
    return contrasts.get(k);
  }

  /** Resamples that leave the metric undefined for a model of the family. */
  int dropped() {
    return ofModel.get(0).count() - kept.length;
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
    return kept.length;
  }

  boolean hasSpread(int k) {
    return errors[k] > 0;
  }

  /** The percentile interval of contrast k that leaves this share of resamples on either side. */
  Difference.Ends percentile(int k, double tail) {
    double[] sorted = sorted(resampled(k));
    return new Difference.Ends(quantile(sorted, tail), quantile(sorted, 1 - tail));
  }

  /** 2 min(P(d* <= 0), P(d* >= 0)) of contrast k, the data counted as one more resample. */
  double percentileP(int k) {
    int below = 1;
    int above = 1;
    for (double d : resampled(k)) {
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
