// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.testset;

import java.util.List;

/** The training seeds of a cell together. */
public final class Seeds {
  private Seeds() {}

  /**
   * The ensemble that averages the probabilities of all seeds: one model, for which McNemar's test
   * and a confusion matrix are defined.
   *
   * @param seeds scores of the same rows
   */
  public static Scores ensemble(List<Scores> seeds) {
    int rows = seeds.get(0).rows();
    int classes = seeds.get(0).classCount();
    double[][] mean = new double[rows][classes];
    for (Scores scores : seeds) {
      if (scores.rows() != rows || scores.classCount() != classes) {
        throw new IllegalArgumentException("seeds have been scored on different sets");
      }
      for (int row = 0; row < rows; row++) {
        for (int c = 0; c < classes; c++) {
          mean[row][c] += scores.probability(row, c) / seeds.size();
        }
      }
    }
    for (double[] row : mean) {
      for (int c = 0; c < classes; c++) {
        row[c] = Math.min(1, row[c]);
      }
    }
    return Scores.ofProbabilities(mean);
  }

  /** Divisor S - 1; NaN with fewer than two values. */
  public static double standardDeviation(double[] values) {
    double mean = 0;
    for (double v : values) {
      mean += v / values.length;
    }
    double squares = 0;
    for (double v : values) {
      squares += (v - mean) * (v - mean);
    }
    return values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
  }
}
