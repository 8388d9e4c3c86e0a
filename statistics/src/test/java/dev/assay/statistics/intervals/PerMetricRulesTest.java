// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.CellEvaluation;
import dev.assay.statistics.CellEvaluation.MetricResult;
import dev.assay.statistics.TestSets;
import dev.assay.statistics.TestSets.Case;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which interval each metric has; how often they cover is docs/coverage-edges.md. */
class PerMetricRulesTest {
  private static final ResamplingPlan PLAN =
      new ResamplingPlan(2000, 0.95, ResamplingUnit.GROUP, 7)
          .with(ResamplingPlan.Method.PER_METRIC);
  private static final List<String> BINARY = List.of("no", "yes");

  private static CellEvaluation evaluate(Case c) {
    return CellEvaluation.withIntervals(c.set(), CellEvaluation.oneSeed(1, c.scores()), PLAN);
  }

  private static Interval interval(CellEvaluation cell, Metric metric) {
    assertThat(cell.of(metric).interval()).as(metric.key()).isInstanceOf(Interval.class);
    return (Interval) cell.of(metric).interval();
  }

  /** As many rows of each class; the first so many of each are decided wrongly. */
  private static Case decided(int yes, int missed, int no, int alarms) {
    int[] truth = IntStream.range(0, yes + no).map(i -> i < yes ? 1 : 0).toArray();
    int[] decisions =
        IntStream.range(0, yes + no)
            .map(i -> i < yes ? (i < missed ? 0 : 1) : i - yes < alarms ? 1 : 0)
            .toArray();
    Case c = TestSets.decided(BINARY, TestSets.ownGroups(yes + no), truth, decisions);
    return new Case(TestSets.withPositive(c.set(), "yes"), c.scores());
  }

  /** Wilson of 9 of 9 is [.701, 1]: R 4.2, binom 1.1. */
  @Test
  void sensitivityOfNineOfNineIsWilsons() {
    CellEvaluation cell = evaluate(decided(9, 0, 31, 4));

    Interval sensitivity = interval(cell, Metric.RECALL_BINARY);
    assertThat(sensitivity.lower()).isCloseTo(0.701, within(5e-4));
    assertThat(sensitivity.upper()).isEqualTo(1);
    double point = cell.of(Metric.BALANCED_ACCURACY).point().number().orElseThrow();
    assertThat(interval(cell, Metric.BALANCED_ACCURACY).lower())
        .as("the sensitivity alone moves it so far")
        .isLessThanOrEqualTo(point - (1 - sensitivity.lower()) / 2);
  }

  @Test
  void perfectModelAndConstantModelHaveIntervals() {
    CellEvaluation perfect = evaluate(decided(20, 0, 20, 0));
    CellEvaluation constant = evaluate(decided(20, 20, 20, 0));

    for (Metric metric : Metric.values()) {
      if (metric.ofDecisions() || metric.ranked()) {
        Interval of = interval(perfect, metric);
        assertThat(of.upper()).as(metric.key()).isEqualTo(1);
        assertThat(of.lower()).as(metric.key()).isBetween(0.3, 0.95);
      }
    }
    Interval half = interval(constant, Metric.BALANCED_ACCURACY);
    assertThat(half.lower()).isLessThan(0.46);
    assertThat(half.upper()).isGreaterThan(0.54);
  }

  @Test
  void everyIntervalContainsItsPointAndStaysInItsRange() {
    for (int seed = 1; seed <= 20; seed++) {
      Case drawn = TestSets.random(seed, 12 + 5 * seed, 1 + seed % 4, TestSets.ABC);
      for (MetricResult result : evaluate(drawn).metrics()) {
        if (result.interval() instanceof Interval interval
            && (result.metric().ofDecisions() || result.metric().ranked())) {
          double point = result.point().number().orElseThrow();
          assertThat(interval.lower())
              .as("%s of set %d", result.metric().key(), seed)
              .isLessThanOrEqualTo(point)
              .isGreaterThanOrEqualTo(result.metric().inUnitInterval() ? 0 : -1);
          assertThat(interval.upper()).isGreaterThanOrEqualTo(point).isLessThanOrEqualTo(1);
        }
      }
    }
  }

  @Test
  void eachKindOfMetricHasItsForm() {
    CellEvaluation cell = evaluate(TestSets.random(1, 200, 2, TestSets.ABC));

    assertThat(interval(cell, Metric.ACCURACY).method()).isEqualTo(Method.CONFUSION_DRAWS);
    assertThat(interval(cell, Metric.COHEN_KAPPA).method()).isEqualTo(Method.CONFUSION_DRAWS);
    assertThat(interval(cell, Metric.AUROC).method()).isEqualTo(Method.AREA_SCORE);
    assertThat(interval(cell, Metric.AVERAGE_PRECISION_MACRO).method())
        .isEqualTo(Method.PRECISION_LOGIT);
    assertThat(interval(cell, Metric.LOG_LOSS).method()).isEqualTo(Method.PERCENTILE);
    assertThat(cell.of(Metric.ECE).interval()).isInstanceOf(None.class);
    assertThat(cell.of(Metric.ECE).corrected()).isNotNull();
  }

  @Test
  void equalMetricsHaveEqualIntervals() {
    CellEvaluation several = evaluate(TestSets.random(1, 200, 2, TestSets.ABC));
    CellEvaluation two = evaluate(TestSets.random(1, 200, 2, BINARY));

    assertSame(several, Metric.ACCURACY, Metric.RECALL_WEIGHTED);
    assertSame(several, Metric.ACCURACY, Metric.F1_MICRO);
    assertSame(several, Metric.BALANCED_ACCURACY, Metric.RECALL_MACRO);
    assertSame(several, Metric.AUROC, Metric.AUROC_OVR_MACRO);
    assertSame(two, Metric.AUROC, Metric.AUROC_OVR_MACRO);
    assertSame(two, Metric.AUROC, Metric.AUROC_OVR_WEIGHTED);
    assertSame(two, Metric.BALANCED_ACCURACY, Metric.SPECIFICITY_MACRO);
  }

  private static void assertSame(CellEvaluation cell, Metric first, Metric second) {
    assertThat(interval(cell, first).lower())
        .as("%s and %s", first.key(), second.key())
        .isCloseTo(interval(cell, second).lower(), within(1e-9));
    assertThat(interval(cell, first).upper())
        .isCloseTo(interval(cell, second).upper(), within(1e-9));
  }

  @Test
  void classesInAnotherOrderChangeNothingButTheDraws() {
    Case c = TestSets.random(1, 200, 2, TestSets.ABC);
    CellEvaluation one = evaluate(c);
    CellEvaluation other = evaluate(TestSets.relabel(c, new int[] {2, 0, 1}));

    for (Metric metric : List.of(Metric.AUROC, Metric.AVERAGE_PRECISION_MACRO)) {
      assertSame(one, other, metric, 1e-9);
    }
    for (Metric metric : List.of(Metric.ACCURACY, Metric.F1_MACRO, Metric.MCC)) {
      assertSame(one, other, metric, 0.01);
    }
  }

  private static void assertSame(
      CellEvaluation one, CellEvaluation other, Metric metric, double tolerance) {
    assertThat(interval(one, metric).lower())
        .as(metric.key())
        .isCloseTo(interval(other, metric).lower(), within(tolerance));
    assertThat(interval(one, metric).upper())
        .isCloseTo(interval(other, metric).upper(), within(tolerance));
  }

  @Test
  void numberOfThreadsDoesNotMatter() throws Exception {
    Case c = TestSets.random(1, 100, 2, TestSets.ABC);
    CellEvaluation alone;
    CellEvaluation together;
    try (ForkJoinPool one = new ForkJoinPool(1);
        ForkJoinPool seven = new ForkJoinPool(7)) {
      alone = one.submit(() -> evaluate(c)).get();
      together = seven.submit(() -> evaluate(c)).get();
    }

    assertThat(alone).isEqualTo(together);
  }

  /** Ill patients have five images each, which are decided alike. */
  @Test
  void imagesOfOnePatientAreNotIndependent() {
    int[] truth = IntStream.range(0, 200).map(i -> i < 50 ? 1 : 0).toArray();
    int[] decisions = IntStream.range(0, 200).map(i -> i < 50 && i / 5 != 3 ? 1 : 0).toArray();
    List<String> patients = IntStream.range(0, 200).mapToObj(i -> TestSets.group(i / 5)).toList();
    Case grouped = TestSets.decided(BINARY, patients, truth, decisions);
    Case alone = TestSets.decided(BINARY, TestSets.ownGroups(200), truth, decisions);

    for (Metric metric : List.of(Metric.BALANCED_ACCURACY, Metric.F1_MACRO, Metric.AUROC)) {
      Interval wide = interval(evaluate(grouped), metric);
      Interval narrow = interval(evaluate(alone), metric);
      assertThat((wide.upper() - wide.lower()) / (narrow.upper() - narrow.lower()))
          .as(metric.key())
          .isBetween(1.4, 3.5);
    }
  }

  @Test
  void absentClassSaysHowManyGroupsItNeeds() {
    Case c = decided(0, 0, 40, 3);

    assertThat(evaluate(c).of(Metric.BALANCED_ACCURACY).interval())
        .isEqualTo(
            new None(
                "no image of class yes: needs at least 1 group of it; where 3 % of the groups are"
                    + " of a class, 116 groups have it with a probability of 97 %"));
    assertThat(interval(evaluate(c), Metric.ACCURACY).lower()).isBetween(0.7, 0.9);
  }

  @Test
  void unitsNeededForAClassToOccur() {
    assertThat(List.of(0.03, 0.06, 0.10, 0.30))
        .extracting(UnitsNeeded::toOccur)
        .containsExactly(116, 57, 34, 10);
  }

  @Test
  void oneGroupHasNoInterval() {
    Case c = TestSets.random(1, 20, 20, BINARY);

    assertThat(evaluate(c).of(Metric.ACCURACY).interval())
        .isEqualTo(
            new None("needs at least 2 groups, there is 1: nothing shows how groups differ"));
  }

  /** t(1) .975 = 12.706; sd of .8 and .9 over root 2 = .05. */
  @Test
  void seedsWidenTheIntervalFromTwoOn() {
    Case first = decided(50, 10, 50, 10);
    Case second = decided(50, 5, 50, 5);
    LabelledSet set = first.set();
    TreeMap<Long, Scores> seeds = new TreeMap<>();
    seeds.put(1L, first.scores());
    seeds.put(2L, second.scores());
    CellEvaluation both = CellEvaluation.withIntervals(set, seeds, PLAN);
    seeds.put(2L, first.scores());
    CellEvaluation equal = CellEvaluation.withIntervals(set, seeds, PLAN);

    assertThat(both.of(Metric.ACCURACY).point().number().orElseThrow())
        .isCloseTo(0.85, within(1e-12));
    Interval accuracy = interval(both, Metric.ACCURACY);
    assertThat(accuracy.seedsResampled()).isTrue();
    assertThat(accuracy.lower()).isLessThan(0.85 - 12.706 * 0.05).isGreaterThan(0.85 - 0.66);
    assertThat(accuracy.upper()).isEqualTo(1);
    assertThat(interval(both, Metric.LOG_LOSS).seedsResampled()).isTrue();
    assertThat(interval(both, Metric.LOG_LOSS).cautions()).isEmpty();
    assertThat(interval(equal, Metric.ACCURACY).lower())
        .as("seeds that agree add nothing")
        .isCloseTo(interval(evaluate(first), Metric.ACCURACY).lower(), within(1e-9));
  }

  @Test
  void imagesAsUnitsOfGroupedSetsCarryACaution() {
    Case c = TestSets.random(1, 100, 4, BINARY);
    ResamplingPlan images =
        new ResamplingPlan(500, 0.95, ResamplingUnit.IMAGE, 7)
            .with(ResamplingPlan.Method.PER_METRIC);
    CellEvaluation cell =
        CellEvaluation.withIntervals(c.set(), CellEvaluation.oneSeed(1, c.scores()), images);

    assertThat(interval(cell, Metric.AUROC).cautions())
        .containsExactly("assumes independent images, but groups have several");
    assertThat(interval(cell, Metric.AUROC).lower())
        .isGreaterThan(interval(evaluate(c), Metric.AUROC).lower());
  }
}
