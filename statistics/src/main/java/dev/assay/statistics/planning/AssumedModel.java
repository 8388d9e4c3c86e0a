// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.Tally;
import java.util.List;
import java.util.OptionalInt;

/**
 * How good a model is assumed to be, for two classes.
 *
 * @param sensitivity share of the positives that it decides rightly, in (0, 1)
 * @param specificity share of the negatives, in (0, 1)
 * @param area under its ROC curve, in (0.5, 1), if its scores are normal in both classes
 */
public record AssumedModel(double sensitivity, double specificity, double area) {
  static final List<String> CLASSES = List.of("negative", "positive");

  private static final double SCALE = 1e15;
  private static final double NEAR = 1e-6;
  private static final int BISECTIONS = 60;

  public AssumedModel {
    share("sensitivity", sensitivity);
    share("specificity", specificity);
    share("AUROC", area);
  }

  private static void share(String what, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          what + " must be assumed above 0 and below 1, not " + Text.number(value));
    }
  }

  /** The area of normal scores at whose threshold a model decides so. */
  public static AssumedModel deciding(double sensitivity, double specificity) {
    share("sensitivity", sensitivity);
    share("specificity", specificity);
    double mu =
        NormalPairs.NORMAL.inverseCumulativeProbability(sensitivity)
            + NormalPairs.NORMAL.inverseCumulativeProbability(specificity);
    return new AssumedModel(
        sensitivity,
        specificity,
        Math.clamp(NormalPairs.NORMAL.cumulativeProbability(mu / Math.sqrt(2)), NEAR, 1 - NEAR));
  }

  /** A model of this area that decides at the threshold in the middle of the classes. */
  public static AssumedModel ofArea(double area) {
    share("AUROC", area);
    double share =
        NormalPairs.NORMAL.cumulativeProbability(
            NormalPairs.NORMAL.inverseCumulativeProbability(area) / Math.sqrt(2));
    return new AssumedModel(share, share, area);
  }

  /**
   * The model that has this value of a metric and is as often right in either class.
   *
   * @param prevalence share of the positives, in (0, 1)
   * @throws IllegalArgumentException if no such model has it
   */
  public static AssumedModel having(Metric metric, double value, double prevalence) {
    if (metric == Metric.AUROC) {
      return ofArea(value);
    }
    double low = 0.5;
    double high = 1 - NEAR;
    if (metric.shareOfImages()
        || metric == Metric.RECALL_BINARY
        || metric == Metric.SPECIFICITY_BINARY) {
      low = NEAR;
    }
    double least = at(low, metric, prevalence);
    if (!(value >= least && value <= at(high, metric, prevalence))) {
      throw new IllegalArgumentException(
          metric.key()
              + " must be assumed "
              + (least < 0.01
                  ? "above " + Text.number(Math.rint(least))
                  : "at least " + Text.number(least) + ", that of guessing,")
              + " and below 1 at a prevalence of "
              + Text.number(prevalence)
              + ", not "
              + Text.number(value));
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (at(middle, metric, prevalence) < value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double found = (low + high) / 2;
    return metric.ranked() ? ofArea(found) : deciding(found, found);
  }

  private static double at(double share, Metric metric, double prevalence) {
    return (metric.ranked() ? ofArea(share) : deciding(share, share)).value(metric, prevalence);
  }

  /** The metric in the population. */
  public double value(Metric metric, double prevalence) {
    if (metric == Metric.AUROC) {
      return area;
    }
    if (metric == Metric.AVERAGE_PRECISION_POSITIVE) {
      return averagePrecision(prevalence);
    }
    Tally tally = new Tally(CLASSES, OptionalInt.of(1));
    tally.load(
        new long[] {
          Math.round(SCALE * (1 - prevalence) * specificity),
          Math.round(SCALE * (1 - prevalence) * (1 - specificity)),
          Math.round(SCALE * prevalence * (1 - sensitivity)),
          Math.round(SCALE * prevalence * sensitivity)
        });
    return metric.raw(tally);
  }

  /** Distance of the means of normal scores with the standard deviation 1. */
  double mu() {
    return Math.sqrt(2) * NormalPairs.NORMAL.inverseCumulativeProbability(area);
  }

  /** The mean precision at the scores of the positives, by Simpson's rule. */
  private double averagePrecision(double prevalence) {
    int steps = 2000;
    double mu = mu();
    double width = 18.0 / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double score = mu - 9 + i * width;
      double found = prevalence * NormalPairs.NORMAL.survivalProbability(score - mu);
      double wrong = (1 - prevalence) * NormalPairs.NORMAL.survivalProbability(score);
      double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * found / (found + wrong) * NormalPairs.NORMAL.density(score - mu);
    }
    return sum * width / 3;
  }
}
