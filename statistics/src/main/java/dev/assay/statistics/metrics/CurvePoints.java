// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.List;

/**
 * The curves of one class against the rest, one point per distinct score, from the highest down: an
 * image counts as found if its score is at least the threshold.
 *
 * @param positives images of the class
 * @param negatives the others
 */
public record CurvePoints(String label, long positives, long negatives, List<Point> points) {
  public CurvePoints {
    points = List.copyOf(points);
  }

  /**
   * What deciding at one threshold gives.
   *
   * @param truePositives images of the class with a score of at least the threshold
   * @param falsePositives the others of at least that score
   */
  public record Point(double threshold, long truePositives, long falsePositives) {
    /** TP / (TP + FP). */
    public double precision() {
      return (double) truePositives / (truePositives + falsePositives);
    }
  }

  /** Of the class with that index. */
  public static CurvePoints of(LabelledSet set, Scores scores, int c) {
    scores.mustFit(set);
    SortedScores rows = SortedScores.of(set, scores, Units.images(set.rows()), c, 0);
    List<Point> points = new ArrayList<>();
    long truePositives = 0;
    long falsePositives = 0;
    for (int i = rows.rows() - 1; i >= 0; i--) {
      if (rows.positive(i)) {
        truePositives++;
      } else {
        falsePositives++;
      }
      if (i == 0 || rows.lastOfTie(i - 1)) {
        points.add(new Point(rows.score(i), truePositives, falsePositives));
      }
    }
    return new CurvePoints(set.classes().get(c), truePositives, falsePositives, points);
  }

  /** TP / positives; NaN without positives. */
  public double recall(Point point) {
    return (double) point.truePositives() / positives;
  }

  /** TN / negatives; NaN without negatives. */
  public double specificity(Point point) {
    return 1 - (double) point.falsePositives() / negatives;
  }
}
