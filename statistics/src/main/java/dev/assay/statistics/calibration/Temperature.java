// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.calibration;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.OptionalDouble;

/**
 * One number that makes a model's probabilities less or more certain without changing a decision:
 * p^(1/T), scaled to sum 1. C. Guo et al., On Calibration of Modern Neural Networks, ICML 2017. It
 * is fitted on validation images and applied to test images.
 *
 * @param value T, above 1 for an over-confident model
 */
public record Temperature(double value) {
  private static final double LEAST_INVERSE = 1e-3;
  private static final double MOST_INVERSE = 1e3;

  public Temperature {
    if (!(value > 0) || !Double.isFinite(value)) {
      throw new IllegalArgumentException("a temperature must be above 0, not " + value);
    }
  }

  /**
   * The one that minimises the log loss, which is convex in 1/T: bisection of its derivative.
   *
   * @return empty if there is no least: every image is decided rightly, so that more certainty is
   *     always better, or none better than by chance
   */
  public static OptionalDouble fit(LabelledSet validation, Scores scores) {
    scores.mustFit(validation);
    double[][] logits = logits(scores);
    double low = LEAST_INVERSE;
    double high = MOST_INVERSE;
    if (slope(validation, logits, low) >= 0 || slope(validation, logits, high) <= 1e-12) {
      return OptionalDouble.empty();
    }
    for (int i = 0; i < 200 && high - low > 1e-14 * high; i++) {
      double middle = Math.sqrt(low * high);
      if (slope(validation, logits, middle) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return OptionalDouble.of(2 / (low + high));
  }

  /** The least probability above 0: a 0 in a file with few decimals is replaced by it. */
  private static double least(Scores scores) {
    double least = 1;
    for (int row = 0; row < scores.rows(); row++) {
      for (int c = 0; c < scores.classCount(); c++) {
        double p = scores.probability(row, c);
        least = p > 0 ? Math.min(least, p) : least;
      }
    }
    return least;
  }

  private static double[][] logits(Scores scores) {
    double least = least(scores);
    double[][] logits = new double[scores.rows()][scores.classCount()];
    for (int row = 0; row < logits.length; row++) {
      for (int c = 0; c < scores.classCount(); c++) {
        logits[row][c] = StrictMath.log(Math.max(scores.probability(row, c), least));
      }
    }
    return logits;
  }

  /** Of the mean log loss, by 1/T: mean over images of E[logit] - logit of the true class. */
  private static double slope(LabelledSet set, double[][] logits, double inverse) {
    double sum = 0;
    for (int row = 0; row < logits.length; row++) {
      double[] p = softmax(logits[row], inverse);
      for (int c = 0; c < p.length; c++) {
        sum += p[c] * logits[row][c];
      }
      sum -= logits[row][set.truth(row)];
    }
    return sum / logits.length;
  }

  private static double[] softmax(double[] logits, double inverse) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit);
    }
    double[] p = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = StrictMath.exp((logits[c] - largest) * inverse);
      sum += p[c];
    }
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    return p;
  }

  /** The same decisions with less or more extreme probabilities. */
  public Scores apply(Scores scores) {
    double[][] logits = logits(scores);
    double[][] probabilities = new double[logits.length][];
    int[] decisions = new int[logits.length];
    for (int row = 0; row < logits.length; row++) {
      probabilities[row] = softmax(logits[row], 1 / value);
      decisions[row] = scores.predicted(row);
    }
    return new Scores(decisions, probabilities);
  }
}
