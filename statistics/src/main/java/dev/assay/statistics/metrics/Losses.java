// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;

/** What one row costs a model, by the proper scores: log loss and Brier. */
final class Losses {
  static final int LOG_LOSS = 0;
  static final int BRIER = 2;
  static final int SUMS = 4;

  private Losses() {}

  /** Per unit: log loss in the places 0 and 1, Brier in 2 and 3. */
  static UnitSums of(LabelledSet set, Scores scores, Units units) {
    UnitSums.Builder sums = new UnitSums.Builder(units.count(), SUMS);
    for (int row = 0; row < set.rows(); row++) {
      sums.addReal(
          units.of(row), LOG_LOSS, logLoss(scores, row, set.truth(row), Scores.LEAST_PROBABILITY));
      sums.addReal(units.of(row), BRIER, brier(scores, row, set.truth(row)));
    }
    return sums.build();
  }

  /** -ln p(true class) after moving into [epsilon, 1 - epsilon] and scaling to sum 1. */
  static double logLoss(Scores scores, int row, int truth, double epsilon) {
    double sum = 0;
    for (int c = 0; c < scores.classCount(); c++) {
      sum += clip(scores.probability(row, c), epsilon);
    }
    // not below 0 by rounding
    return Math.max(0, -StrictMath.log(clip(scores.probability(row, truth), epsilon) / sum));
  }

  private static double clip(double p, double epsilon) {
    return Math.min(1 - epsilon, Math.max(epsilon, p));
  }

  private static double brier(Scores scores, int row, int truth) {
    double sum = 0;
    for (int c = 0; c < scores.classCount(); c++) {
      double error = scores.probability(row, c) - (c == truth ? 1 : 0);
      sum += error * error;
    }
    return sum;
  }
}
