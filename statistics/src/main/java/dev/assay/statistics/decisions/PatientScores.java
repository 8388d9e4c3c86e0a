// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.decisions;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.Arrays;
import java.util.List;

/**
 * The images of each patient combined: one row per group. A clinic decides about a patient, not
 * about an image.
 *
 * @param set one row per group, each its own group
 */
public record PatientScores(LabelledSet set, Scores scores) {
  /** How a patient's images become one decision. */
  public enum Rule {
    /** The mean of the images' probabilities decides. */
    MEAN_PROBABILITY,
    /** Most images decide; among equals, the larger mean probability. */
    MAJORITY
  }

  /**
   * The probabilities of a patient are the means of the images' under either rule.
   *
   * @throws IllegalArgumentException if the images of one group are of several classes: then no
   *     class of the patient is known, and only metrics per image exist
   */
  public static PatientScores of(LabelledSet images, Scores scores, Rule rule) {
    scores.mustFit(images);
    Units groups = images.groups();
    int classes = images.classCount();
    double[][] mean = new double[groups.count()][classes];
    double[][] votes = new double[groups.count()][classes];
    int[] size = new int[groups.count()];
    int[] truth = new int[groups.count()];
    Arrays.fill(truth, -1);
    for (int row = 0; row < images.rows(); row++) {
      int group = groups.of(row);
      if (truth[group] >= 0 && truth[group] != images.truth(row)) {
        throw new IllegalArgumentException(
            "a group has images of the classes "
                + images.classes().get(truth[group])
                + " and "
                + images.classes().get(images.truth(row))
                + ": it has no class of its own");
      }
      truth[group] = images.truth(row);
      size[group]++;
      votes[group][scores.predicted(row)]++;
      for (int c = 0; c < classes; c++) {
        mean[group][c] += scores.probability(row, c);
      }
    }
    int[] decisions = new int[groups.count()];
    for (int group = 0; group < size.length; group++) {
      for (int c = 0; c < classes; c++) {
        mean[group][c] = Math.min(1, mean[group][c] / size[group]);
      }
      decisions[group] =
          switch (rule) {
            case MEAN_PROBABILITY -> best(mean[group], mean[group]);
            case MAJORITY -> best(votes[group], mean[group]);
          };
    }
    List<String> names = groups.names();
    return new PatientScores(
        new LabelledSet(images.classes(), images.positiveClass().orElse(null), truth, names),
        new Scores(decisions, mean));
  }

  private static int best(double[] first, double[] second) {
    int best = 0;
    for (int c = 1; c < first.length; c++) {
      if (first[c] > first[best] || first[c] == first[best] && second[c] > second[best]) {
        best = c;
      }
    }
    return best;
  }
}
