// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.TestSets;
import dev.assay.statistics.TestSets.Case;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final List<String> CLASSES = List.of("no", "yes");

  /** 100 rows said to be 0.2, of which 30 are; 60 said to be 0.8, of which 36 are. */
  private static Case twoScores(int groupSize) {
    int[] truth = new int[160];
    double[][] probabilities = new double[160][];
    for (int row = 0; row < 160; row++) {
      truth[row] = row < 30 || row >= 100 && row < 136 ? 1 : 0;
      double p = row < 100 ? 0.2 : 0.8;
      probabilities[row] = new double[] {1 - p, p};
    }
    List<String> groups =
        IntStream.range(0, 160).mapToObj(row -> TestSets.group(row / groupSize)).toList();
    return new Case(
        new LabelledSet(CLASSES, "yes", truth, groups), Scores.ofProbabilities(probabilities));
  }

  private static double logit(double p) {
    return Math.log(p / (1 - p));
  }

  @Test
  void slopeOfTwoScoresJoinsTheirFrequencies() {
    Case c = twoScores(1);

    CalibrationLine line = CalibrationLine.of(c.set(), c.scores(), 1).orElseThrow();

    // two scores, two parameters: the line passes through both frequencies
    double run = logit(0.8) - logit(0.2);
    assertThat(line.slope()).isCloseTo((logit(0.6) - logit(0.3)) / run, within(1e-9));
    // and the variance of the logit of a frequency f of n is 1 / (n f (1 - f))
    double variance = 1 / (100 * 0.3 * 0.7) + 1 / (60 * 0.6 * 0.4);
    assertThat(line.slopeError()).isCloseTo(Math.sqrt(160 / 159.0 * variance) / run, within(1e-9));
    // with slope 1: as many expected as seen
    double expected = 0;
    for (double p : new double[] {0.2, 0.8}) {
      expected += (p == 0.2 ? 100 : 60) / (1 + Math.exp(-line.intercept() - logit(p)));
    }
    assertThat(expected).isCloseTo(66, within(1e-9));
  }

  @Test
  void imagesThatErrTogetherWidenTheStandardErrors() {
    Case alone = twoScores(1);
    Case together = twoScores(10);

    assertThat(CalibrationLine.of(together.set(), together.scores(), 1).orElseThrow().slopeError())
        .isGreaterThan(
            2 * CalibrationLine.of(alone.set(), alone.scores(), 1).orElseThrow().slopeError());
  }

  @Test
  void thereIsNoLineForPerfectSeparationNorForOneClass() {
    int[] truth = {0, 0, 1, 1};
    Scores scores = Scores.ofProbabilities(new double[][] {{.9, .1}, {.7, .3}, {.4, .6}, {.2, .8}});

    assertThat(
            CalibrationLine.of(
                new LabelledSet(CLASSES, null, truth, TestSets.ownGroups(4)), scores, 1))
        .isEmpty();
    assertThat(
            CalibrationLine.of(
                new LabelledSet(CLASSES, null, new int[4], TestSets.ownGroups(4)), scores, 1))
        .isEmpty();
  }

  @Test
  void temperatureMinimisesTheLogLossAndKeepsDecisions() {
    Case c = TestSets.random(8, 300, 1, TestSets.ABC);
    double fitted = Temperature.fit(c.set(), c.scores()).orElseThrow();

    Scores calm = new Temperature(fitted).apply(c.scores());

    double best = loss(c.set(), calm);
    for (double other : new double[] {0.99, 1.01}) {
      assertThat(loss(c.set(), new Temperature(fitted * other).apply(c.scores())))
          .isGreaterThan(best);
    }
    for (int row = 0; row < 300; row++) {
      assertThat(calm.predicted(row)).isEqualTo(c.scores().predicted(row));
    }
  }

  private static double loss(LabelledSet set, Scores scores) {
    return Metric.LOG_LOSS.of(set, scores).number().orElseThrow();
  }

  @Test
  void perfectDecisionsHaveNoBestTemperature() {
    Case c = TestSets.decided(CLASSES, TestSets.ownGroups(4), new int[] {0, 1, 0, 1}, 0, 1, 0, 1);

    assertThat(Temperature.fit(c.set(), c.scores())).isEmpty();
  }

  @Test
  void qualityIsTheMeanOverSeedsOfWhatEachOfThemHas() {
    Case c = twoScores(1);
    double[][] certain = new double[160][];
    for (int row = 0; row < certain.length; row++) {
      certain[row] = new double[] {1 - c.set().truth(row), c.set().truth(row)};
    }
    Scores perfect = Scores.ofProbabilities(certain);

    var one = ProbabilityQuality.of(c.set(), c.scores());
    var mean = ProbabilityQuality.mean(c.set(), List.of(c.scores(), perfect));

    // 70 and 36 rows are told rightly with 0.8, 30 and 24 with 0.2
    assertThat(one.get("log_loss"))
        .isCloseTo(-(106 * Math.log(0.8) + 54 * Math.log(0.2)) / 160, within(1e-12));
    assertThat(one)
        .containsKeys("brier_multiclass", "ece_15", "calibration_intercept", "calibration_slope");
    assertThat(mean.get("brier_multiclass"))
        .isCloseTo(one.get("brier_multiclass") / 2, within(1e-12));
    // what separates the classes has no best slope
    assertThat(mean).containsKey("log_loss").doesNotContainKey("calibration_slope");
  }
}
