// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.TestSets;
import dev.assay.statistics.TestSets.Case;
import dev.assay.statistics.decisions.MajorityBaseline;
import dev.assay.statistics.testset.Scores;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTest {
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void isUnchangedByPermutingRows(long seed) {
    Case original = TestSets.random(seed, 97, 3, TestSets.ABC);
    List<Integer> order = IntStream.range(0, 97).boxed().collect(Collectors.toList());
    Collections.shuffle(order, new Random(seed));

    Case permuted = TestSets.pick(original, order.stream().mapToInt(Integer::intValue).toArray());

    assertSamePoints(original, permuted, Metric.values());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void isUnchangedByDoublingTheSet(long seed) {
    Case original = TestSets.random(seed, 97, 3, TestSets.ABC);

    Case doubled = TestSets.pick(original, IntStream.range(0, 194).map(i -> i % 97).toArray());

    assertSamePoints(original, doubled, Metric.values());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void isUnchangedByRelabellingClasses(long seed) {
    Case original = TestSets.random(seed, 97, 3, TestSets.ABC);

    Case relabelled = TestSets.relabel(original, new int[] {2, 0, 1});

    // quadratic kappa is about ordered classes: another order is another question
    Metric[] metrics =
        Arrays.stream(Metric.values())
            .filter(m -> m != Metric.COHEN_KAPPA_QUADRATIC)
            .toArray(Metric[]::new);
    assertSamePoints(original, relabelled, metrics);
  }

  private static void assertSamePoints(Case one, Case other, Metric[] metrics) {
    for (Metric metric : metrics) {
      Estimate expected = metric.of(one.set(), one.scores());
      Estimate actual = metric.of(other.set(), other.scores());
      if (expected instanceof Estimate.Value value) {
        assertThat(actual.number().orElseThrow())
            .as(metric.key())
            .isCloseTo(value.value(), within(ROUNDING));
      } else {
        assertThat(actual).as(metric.key()).isEqualTo(expected);
      }
    }
  }

  @Test
  void areaUnderTheCurveCountsPairsInTheRightOrderAndTiesHalf() {
    for (long seed = 1; seed <= 20; seed++) {
      Case c = TestSets.random(seed, 60, 1, TestSets.ABC);

      double auroc = ClassScore.of(c.set(), c.scores()).get(1).auroc().number().orElseThrow();

      assertThat(auroc).isCloseTo(pairsInOrder(c, 1), within(ROUNDING));
    }
  }

  private static double pairsInOrder(Case c, int positive) {
    double right = 0;
    long pairs = 0;
    for (int i = 0; i < c.set().rows(); i++) {
      for (int j = 0; j < c.set().rows(); j++) {
        if (c.set().truth(i) == positive && c.set().truth(j) != positive) {
          double difference =
              c.scores().probability(i, positive) - c.scores().probability(j, positive);
          right += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
          pairs++;
        }
      }
    }
    return right / pairs;
  }

  @Test
  void binaryAreaIsThatOfEitherClass() {
    Case c = TestSets.random(3, 80, 1, List.of("no", "yes"));
    Case turned = TestSets.relabel(c, new int[] {1, 0});

    assertThat(Metric.AUROC.of(turned.set(), turned.scores()).number().orElseThrow())
        .isCloseTo(Metric.AUROC.of(c.set(), c.scores()).number().orElseThrow(), within(ROUNDING));
  }

  @Test
  void precisionOfANeverPredictedClassCountsAsZeroAndSaysSo() {
    Case c =
        TestSets.decided(TestSets.ABC, TestSets.ownGroups(4), new int[] {0, 1, 2, 2}, 0, 1, 1, 1);

    assertThat(Metric.PRECISION_MACRO.of(c.set(), c.scores()))
        .isEqualTo(
            new Estimate.Value(
                (1 + 1 / 3.0 + 0) / 3, List.of("precision counts as 0 for never predicted c")));
    assertThat(ClassScore.of(c.set(), c.scores()).get(2).precision())
        .isEqualTo(new Estimate.Value(0, List.of("never predicted: counts as 0")));
  }

  @Test
  void macroAndRankMetricsAreUndefinedWithTheNameOfTheAbsentClass() {
    Case c = TestSets.decided(TestSets.ABC, TestSets.ownGroups(3), new int[] {0, 1, 1}, 0, 1, 2);

    for (Metric metric :
        List.of(
            Metric.BALANCED_ACCURACY,
            Metric.F1_MACRO,
            Metric.AUROC,
            Metric.AUROC_OVR_MACRO,
            Metric.AUROC_OVR_WEIGHTED,
            Metric.SPECIFICITY_MACRO)) {
      assertThat(metric.of(c.set(), c.scores()))
          .as(metric.key())
          .isEqualTo(new Estimate.Undefined("no image of class c"));
    }
    assertThat(Metric.F1_WEIGHTED.of(c.set(), c.scores()).number()).isPresent();
    assertThat(ClassScore.of(c.set(), c.scores()).get(2).recall())
        .isEqualTo(new Estimate.Undefined("no image of class c"));
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void isNeverNaNOnASetOfOneClass(Metric metric) {
    Case c =
        TestSets.decided(List.of("no", "yes"), TestSets.ownGroups(3), new int[] {0, 0, 0}, 0, 0, 0);

    switch (metric.of(c.set(), c.scores())) {
      case Estimate.Value value -> assertThat(value.value()).isFinite();
      case Estimate.Undefined undefined -> assertThat(undefined.reason()).isNotBlank();
    }
  }

  @Test
  void matthewsCorrelationOfAConstantAnswerCountsAsZeroAndSaysSo() {
    Case c =
        TestSets.decided(List.of("no", "yes"), TestSets.ownGroups(3), new int[] {0, 1, 1}, 1, 1, 1);

    assertThat(Metric.MCC.of(c.set(), c.scores()))
        .isEqualTo(
            new Estimate.Value(
                0, List.of("counts as 0 because truth or decisions are all one class")));
  }

  @Test
  void aCertainMistakeHasAFiniteLogLoss() {
    Case c = TestSets.decided(List.of("no", "yes"), TestSets.ownGroups(2), new int[] {0, 1}, 1, 1);

    // half of -ln(2^-52): the wrong row; the right one adds 2^-52
    assertThat(Metric.LOG_LOSS.of(c.set(), c.scores()).number().orElseThrow())
        .isCloseTo(26 * Math.log(2), within(1e-9));
  }

  @Test
  void baselineAnswersTheMostFrequentTrainingClass() {
    Case c = TestSets.random(9, 50, 1, TestSets.ABC);
    Scores baseline = MajorityBaseline.scores(new long[] {3, 5, 2}, 50);

    assertThat(Metric.ACCURACY.of(c.set(), baseline).number().orElseThrow())
        .isEqualTo(c.set().imagesPerClass()[1] / 50.0);
    assertThat(Metric.AUROC.of(c.set(), baseline)).isEqualTo(new Estimate.Value(0.5, List.of()));
    assertThat(baseline.probability(7, 0)).isEqualTo(0.3);
  }

  @Test
  void refusesScoresThatAreNoProbabilitiesNamingTheRow() {
    double[][] rows = {{0.5, 0.5}, {0.5, 0.6}};

    assertThatThrownBy(() -> Scores.ofProbabilities(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 1")
        .hasMessageContaining("1.1");
    rows[1][1] = Double.NaN;
    assertThatThrownBy(() -> Scores.ofProbabilities(rows)).hasMessageContaining("row 1: NaN");
  }

  @Test
  void refusesScoresOfAnotherSet() {
    Case c = TestSets.random(1, 10, 1, TestSets.ABC);
    Case other = TestSets.random(1, 11, 1, TestSets.ABC);

    assertThatThrownBy(() -> Metric.ACCURACY.of(c.set(), other.scores()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("11 rows");
  }

  @Test
  void unknownKeyNamesThoseThereAre() {
    assertThat(Metric.ofKey("f1_weighted")).isEqualTo(Metric.F1_WEIGHTED);
    assertThatThrownBy(() -> Metric.ofKey("f2")).hasMessageContaining("f1_weighted");
  }
}
