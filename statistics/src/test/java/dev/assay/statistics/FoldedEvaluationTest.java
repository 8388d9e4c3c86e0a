// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.CellEvaluation.MetricResult;
import dev.assay.statistics.TestSets.Case;
import dev.assay.statistics.intervals.AcrossFolds;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FoldedSet;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Folds of one cross-validation, which are never independent of each other. */
class FoldedEvaluationTest {
  private static final List<String> CLASSES = List.of("well", "ill");
  private static final ResamplingPlan PLAN =
      new ResamplingPlan(2000, 0.95, ResamplingUnit.GROUP, 1);
  private static final int FOLDS = 5;
  private static final int GROUPS = 20;
  private static final int IMAGES = 4;

  /**
   * In each fold 20 patients with 4 images, half of them ill; of every fifth patient all images are
   * decided wrongly. So every fold has the same accuracy, .8, and images of a patient err together.
   *
   * @param shift by fold, how far its model moves all its probabilities
   */
  private static Case alikeFolds(double... shift) {
    List<String> groups = new ArrayList<>();
    int rows = FOLDS * GROUPS * IMAGES;
    int[] truth = new int[rows];
    int[] decided = new int[rows];
    double[][] probabilities = new double[rows][2];
    for (int row = 0; row < rows; row++) {
      int group = row / IMAGES;
      groups.add(TestSets.group(group));
      truth[row] = group % 2;
      boolean wrong = group % 5 == 0;
      decided[row] = wrong ? 1 - truth[row] : truth[row];
      double ill = (truth[row] == 1 ? 0.4 : 0.2) + (row % 7) * 0.01 + shift[fold(row)];
      probabilities[row][0] = 1 - ill;
      probabilities[row][1] = ill;
    }
    return new Case(
        new LabelledSet(CLASSES, null, truth, groups), new Scores(decided, probabilities));
  }

  private static int fold(int row) {
    return row / (GROUPS * IMAGES);
  }

  private static FoldedSet folded(LabelledSet set) {
    return new FoldedSet(
        set,
        IntStream.range(0, set.rows()).map(FoldedEvaluationTest::fold).toArray(),
        1.0 / (FOLDS - 1));
  }

  private static CellEvaluation evaluated(Case c) {
    return FoldedEvaluation.of(folded(c.set()), CellEvaluation.oneSeed(1, c.scores()), PLAN);
  }

  @Test
  void intervalIsThatOfThePooledPredictionsWithWholeGroupsResampled() {
    Case all = alikeFolds(0, 0, 0, 0, 0);

    MetricResult accuracy = evaluated(all).of(Metric.ACCURACY);

    assertThat(accuracy)
        .isEqualTo(
            CellEvaluation.withIntervals(all.set(), CellEvaluation.oneSeed(1, all.scores()), PLAN)
                .of(Metric.ACCURACY));
    Interval interval = (Interval) accuracy.interval();
    // 100 patients stand or fall together: sqrt(.8 x .2 / 100) = .04. Five folds of the same
    // accuracy have no spread, and 400 independent images would have half of it.
    assertThat(interval.standardError()).isCloseTo(0.04, within(0.003));
    assertThat(interval.upper() - interval.lower()).isBetween(0.13, 0.19);
  }

  @Test
  void areasOfModelsThatScoreOnDifferentScalesAreNotPooled() {
    Case all = alikeFolds(0, 0.1, 0.2, 0.3, 0.4);

    CellEvaluation evaluation = evaluated(all);

    // Every fold's model puts all its ill patients above its well ones.
    MetricResult auroc = evaluation.of(Metric.AUROC);
    assertThat(auroc.point().number()).hasValue(1);
    assertThat(auroc.interval())
        .isEqualTo(new IntervalEstimate.None("every fold has the same value"));
    assertThat(((Estimate.Value) auroc.point()).notes()).containsExactly(AcrossFolds.REASON);
    assertThat(Metric.AUROC.of(all.set(), all.scores()).number().orElseThrow()).isLessThan(0.85);
    assertThat(evaluation.seeds().getFirst().points().get(Metric.AUROC).number()).hasValue(1);
    assertThat(evaluation.seeds().getFirst().classes())
        .allMatch(c -> c.auroc() instanceof Estimate.Undefined);
  }

  @Test
  void intervalOfAnAreaKnowsThatFoldsShareTrainingImages() {
    Case all = TestSets.random(3, FOLDS * GROUPS * IMAGES, IMAGES, CLASSES);
    FoldedSet folded = folded(all.set());
    double[] ofFolds =
        IntStream.range(0, FOLDS)
            .mapToDouble(
                f ->
                    Metric.AUROC
                        .of(all.set().rows(folded.rows(f)), all.scores().rows(folded.rows(f)))
                        .number()
                        .orElseThrow())
            .toArray();

    MetricResult auroc = evaluated(all).of(Metric.AUROC);

    Interval interval = (Interval) auroc.interval();
    assertThat(interval.method()).isEqualTo(Method.CORRECTED_T);
    double naive = Seeds.standardDeviation(ofFolds) / Math.sqrt(FOLDS);
    // (1/5 + 1/4) instead of 1/5; t(4, .975) = 2.776445105
    assertThat(interval.standardError() / naive).isCloseTo(1.5, within(1e-9));
    assertThat(interval.upper() - auroc.point().number().orElseThrow())
        .isCloseTo(2.7764451051977987 * 1.5 * naive, within(1e-9));
  }

  @Test
  void anAreaThatAFoldLacksIsUndefinedAndSaysWhich() {
    Case all = alikeFolds(0, 0, 0, 0, 0);
    int[] rows =
        IntStream.range(0, all.set().rows())
            .filter(row -> fold(row) != 2 || all.set().truth(row) == 0)
            .toArray();
    LabelledSet set = all.set().rows(rows);
    FoldedSet folded =
        new FoldedSet(set, IntStream.of(rows).map(FoldedEvaluationTest::fold).toArray(), 0.25);

    CellEvaluation evaluation =
        FoldedEvaluation.of(folded, CellEvaluation.oneSeed(1, all.scores().rows(rows)), PLAN);

    assertThat(evaluation.of(Metric.AUROC).point())
        .isInstanceOfSatisfying(
            Estimate.Undefined.class, e -> assertThat(e.reason()).startsWith("fold 3: "));
    assertThat(evaluation.of(Metric.ACCURACY).interval()).isInstanceOf(Interval.class);
  }

  @Test
  void refusesAGroupInTwoFoldsAndAFoldWithoutImages() {
    LabelledSet set = alikeFolds(0, 0, 0, 0, 0).set();

    assertThatThrownBy(
            () ->
                new FoldedSet(set, IntStream.range(0, set.rows()).map(row -> row % 2).toArray(), 1))
        .hasMessage("a group has images in two folds");
    assertThatThrownBy(
            () ->
                new FoldedSet(
                    set,
                    IntStream.range(0, set.rows()).map(row -> fold(row) < 2 ? 0 : 2).toArray(),
                    1))
        .hasMessage("fold 2 tests no image");
  }
}
