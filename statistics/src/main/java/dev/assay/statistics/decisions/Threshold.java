// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.decisions;

import dev.assay.statistics.metrics.CurvePoints;
import dev.assay.statistics.metrics.CurvePoints.Point;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.Optional;

/**
 * The probability of the positive class from which a binary decision is positive. It is chosen on
 * validation images and then applied to test images: a threshold that is chosen on the images it is
 * evaluated on looks too good.
 *
 * @param probability in [0, 1], or above 1 for never
 */
public record Threshold(double probability) {
  private static final double NEVER = Math.nextUp(1.0);

  /**
   * The lowest threshold with at least this specificity, hence the highest sensitivity.
   *
   * @param validation with a positive class
   * @return empty if the validation images have no negatives
   */
  public static Optional<Threshold> atSpecificity(
      LabelledSet validation, Scores scores, double specificity) {
    CurvePoints curve = curve(validation, scores);
    if (curve.negatives() == 0) {
      return Optional.empty();
    }
    double lowest = NEVER;
    for (Point point : curve.points()) {
      if (curve.specificity(point) >= specificity) {
        lowest = point.threshold();
      }
    }
    return Optional.of(new Threshold(lowest));
  }

  /**
   * The highest threshold with at least this sensitivity, hence the highest specificity.
   *
   * @param validation with a positive class
   * @return empty if the validation images have no positives
   */
  public static Optional<Threshold> atSensitivity(
      LabelledSet validation, Scores scores, double sensitivity) {
    CurvePoints curve = curve(validation, scores);
    return curve.points().stream()
        .filter(point -> curve.positives() > 0 && curve.recall(point) >= sensitivity)
        .map(point -> new Threshold(point.threshold()))
        .findFirst();
  }

  private static CurvePoints curve(LabelledSet set, Scores scores) {
    return CurvePoints.of(set, scores, positive(set));
  }

  private static int positive(LabelledSet set) {
    return set.positive()
        .orElseThrow(() -> new IllegalArgumentException("no positive class is declared"));
  }

  /** The same probabilities with the decisions of this threshold; every metric follows. */
  public Scores decide(LabelledSet set, Scores scores) {
    int positive = positive(set);
    int[] decisions = new int[scores.rows()];
    for (int row = 0; row < decisions.length; row++) {
      decisions[row] = scores.probability(row, positive) >= probability ? positive : 1 - positive;
    }
    return scores.decided(decisions);
  }
}
