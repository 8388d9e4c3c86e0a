// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;

/**
 * One class against the rest.
 *
 * @param support images of the class
 * @param predicted images decided to be of the class
 * @param precision TP / (TP + FP); 0 with a note if the class is never predicted
 * @param recall TP / support (sensitivity); undefined without support
 * @param f1 2 TP / (2 TP + FP + FN); undefined without support
 * @param specificity TN / (TN + FP); undefined if every image is of this class
 * @param auroc area under the ROC curve of this class against the rest
 * @param averagePrecision of this class against the rest; undefined without support
 */
public record ClassScore(
    String label,
    long support,
    long predicted,
    Estimate precision,
    Estimate recall,
    Estimate f1,
    Estimate specificity,
    Estimate auroc,
    Estimate averagePrecision) {

  /** All classes in declared order. */
  public static List<ClassScore> of(LabelledSet set, Scores scores) {
    return of(Tally.ofAll(set, scores));
  }

  public static List<ClassScore> of(Tally tally) {
    List<ClassScore> scores = new ArrayList<>();
    for (int c = 0; c < tally.classes(); c++) {
      scores.add(of(tally, c));
    }
    return scores;
  }

  private static ClassScore of(Tally tally, int c) {
    String label = tally.name(c);
    boolean occurs = tally.truth(c) > 0;
    String absent = "no image of class " + label;
    String alone = "no image of another class than " + label;
    return new ClassScore(
        label,
        (long) tally.truth(c),
        (long) tally.predicted(c),
        new Estimate.Value(
            tally.precision(c),
            tally.predicted(c) > 0 ? List.of() : List.of("never predicted: counts as 0")),
        estimate(tally.recall(c), occurs, absent),
        estimate(tally.f1(c), occurs, absent),
        estimate(tally.specificity(c), tally.truth(c) < tally.total(), alone),
        estimate(tally.auroc(c), occurs && tally.truth(c) < tally.total(), occurs ? alone : absent),
        estimate(tally.averagePrecision(c), occurs, absent));
  }

  private static Estimate estimate(double value, boolean defined, String reason) {
    return defined ? new Estimate.Value(value, List.of()) : new Estimate.Undefined(reason);
  }
}
