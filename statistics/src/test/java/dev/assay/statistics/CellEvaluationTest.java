// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.CellEvaluation.MetricResult;
import dev.assay.statistics.TestSets.Case;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Bootstrap;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CellEvaluationTest {
  private static final ResamplingPlan BY_GROUP =
      new ResamplingPlan(1000, 0.95, ResamplingUnit.GROUP, 7);
  private static final List<String> BINARY = List.of("no", "yes");

  private static SortedMap<Long, Scores> seeds(Case c, int count) {
    SortedMap<Long, Scores> seeds = new TreeMap<>();
    for (int s = 0; s < count; s++) {
      int shift = s;
      int rows = c.set().rows();
      int[] shifted = IntStream.range(0, rows).map(i -> (i + shift) % rows).toArray();
      seeds.put(10L + s, s == 0 ? c.scores() : TestSets.pick(c, shifted).scores());
    }
    return seeds;
  }

  private static Interval interval(CellEvaluation cell, Metric metric) {
    return (Interval) cell.of(metric).interval();
  }

  @Test
  void pointIsTheMeanOverSeedsWithTheirSpreadApart() {
    Case c = TestSets.random(1, 120, 2, TestSets.ABC);
    SortedMap<Long, Scores> seeds = seeds(c, 3);

    CellEvaluation cell = CellEvaluation.withIntervals(c.set(), seeds, BY_GROUP);

    double[] values =
        seeds.values().stream()
            .mapToDouble(s -> Metric.ACCURACY.of(c.set(), s).number().orElseThrow())
            .toArray();
    double mean = (values[0] + values[1] + values[2]) / 3;
    double sd =
        Math.sqrt(
            (Math.pow(values[0] - mean, 2)
                    + Math.pow(values[1] - mean, 2)
                    + Math.pow(values[2] - mean, 2))
                / 2);
    MetricResult accuracy = cell.of(Metric.ACCURACY);
    assertThat(accuracy.point().number().orElseThrow()).isCloseTo(mean, within(1e-12));
    assertThat(accuracy.seedSd()).isCloseTo(sd, within(1e-12));
    assertThat(cell.seeds())
        .extracting(CellEvaluation.SeedResult::seed)
        .containsExactly(10L, 11L, 12L);
    assertThat(cell.groups()).isEqualTo(60);
  }

  @Test
  void fewSeedsAreNotResampledAndTheIntervalSaysSo() {
    Case c = TestSets.random(1, 120, 2, TestSets.ABC);

    Interval interval =
        interval(CellEvaluation.withIntervals(c.set(), seeds(c, 3), BY_GROUP), Metric.ACCURACY);

    assertThat(interval.seedsResampled()).isFalse();
    assertThat(interval.cautions()).anyMatch(text -> text.contains("3 seeds"));
    assertThat(interval.method()).isEqualTo(Method.PERCENTILE);
  }

  @Test
  void fiveSeedsAreResampledAndWidenTheInterval() {
    Case c = TestSets.random(1, 120, 2, TestSets.ABC);
    SortedMap<Long, Scores> five = seeds(c, 5);

    Interval with =
        interval(CellEvaluation.withIntervals(c.set(), five, BY_GROUP), Metric.ACCURACY);

    Replicates without =
        Bootstrap.simple(c.set(), BY_GROUP)
            .replicates(List.of(Metric.ACCURACY), List.copyOf(five.values()), false)
            .get(Metric.ACCURACY);
    assertThat(with.seedsResampled()).isTrue();
    assertThat(with.standardError()).isGreaterThan(without.standardError());
  }

  @Test
  void oneSeedHasNoSpreadOverSeeds() {
    Case c = TestSets.random(1, 120, 2, TestSets.ABC);

    CellEvaluation cell = CellEvaluation.points(c.set(), CellEvaluation.oneSeed(1, c.scores()));

    assertThat(cell.of(Metric.ACCURACY).seedSd()).isNull();
    assertThat(cell.of(Metric.ACCURACY).interval()).isNull();
  }

  @Test
  void allCorrectGivesWilsonOnGroupsForSharesAndAReasonElse() {
    List<String> groups = IntStream.range(0, 50).mapToObj(i -> "g" + i / 2).toList();
    int[] truth = IntStream.range(0, 50).map(i -> i / 2 % 2).toArray();
    Case c = TestSets.decided(BINARY, groups, truth, truth);

    CellEvaluation cell =
        CellEvaluation.withIntervals(c.set(), CellEvaluation.oneSeed(1, c.scores()), BY_GROUP);

    Interval accuracy = interval(cell, Metric.ACCURACY);
    assertThat(accuracy.method()).isEqualTo(Method.WILSON);
    // 25 of 25 patients: with p = 1 the lower end is n / (n + z^2)
    assertThat(accuracy.lower()).isCloseTo(25 / (25 + 3.841458820694124), within(1e-12));
    assertThat(accuracy.upper()).isEqualTo(1);
    assertThat(cell.of(Metric.AUROC).interval())
        .isEqualTo(new None("all resamples give the same value"));
  }

  @Test
  void oneGroupHasNoIntervalAndSaysWhy() {
    Case c =
        TestSets.decided(BINARY, Collections.nCopies(4, "g"), new int[] {0, 1, 0, 1}, 0, 1, 1, 1);

    CellEvaluation cell =
        CellEvaluation.withIntervals(c.set(), CellEvaluation.oneSeed(1, c.scores()), BY_GROUP);

    assertThat(cell.of(Metric.ACCURACY).point().number()).hasValue(0.75);
    for (MetricResult result : cell.metrics()) {
      if (result.point() instanceof Estimate.Value) {
        assertThat(result.interval()).isEqualTo(new None("one group only: nothing to resample"));
      }
    }
  }

  @Test
  void undefinedMetricHasItsReasonInPlaceOfAnInterval() {
    Case c = TestSets.decided(TestSets.ABC, TestSets.ownGroups(3), new int[] {0, 1, 1}, 0, 1, 2);

    CellEvaluation cell =
        CellEvaluation.withIntervals(c.set(), CellEvaluation.oneSeed(1, c.scores()), BY_GROUP);

    assertThat(cell.of(Metric.AUROC).interval()).isEqualTo(new None("no image of class c"));
  }

  @Test
  void tooManyDroppedResamplesLeadToAnotherMethodByName() {
    // three classes with 5 of 45 groups each: about 3 x (40/45)^45 = 1.5 % of the resamples lack
    // one
    int[] truth =
        IntStream.range(0, 45).map(i -> i < 5 ? 1 : i < 10 ? 2 : i < 15 ? 3 : 0).toArray();
    int[] decisions = truth.clone();
    decisions[0] = 0;
    decisions[6] = 1;
    decisions[12] = 0;
    decisions[30] = 1;
    decisions[31] = 3;
    Case c =
        TestSets.decided(List.of("a", "b", "c", "d"), TestSets.ownGroups(45), truth, decisions);

    ResamplingPlan many = new ResamplingPlan(10_000, 0.95, ResamplingUnit.GROUP, 7);
    CellEvaluation cell =
        CellEvaluation.withIntervals(c.set(), CellEvaluation.oneSeed(1, c.scores()), many);

    Interval auroc = interval(cell, Metric.AUROC);
    assertThat(auroc.method()).isEqualTo(Method.LOGIT_T);
    assertThat(auroc.droppedShare()).isGreaterThan(Intervals.MOST_DROPPED);
    assertThat(interval(cell, Metric.LOG_LOSS).method()).isEqualTo(Method.PERCENTILE);
  }

  @Test
  void aClassOfOneImageHasNoRankIntervalAndIsNamed() {
    int[] truth = IntStream.range(0, 30).map(i -> i == 0 ? 2 : i % 2).toArray();
    int[] decisions = truth.clone();
    decisions[3] = 0;
    decisions[4] = 1;
    Case c = TestSets.decided(TestSets.ABC, TestSets.ownGroups(30), truth, decisions);

    CellEvaluation cell =
        CellEvaluation.withIntervals(c.set(), CellEvaluation.oneSeed(1, c.scores()), BY_GROUP);

    assertThat(cell.of(Metric.AUROC).interval())
        .isEqualTo(new None("needs at least 5 groups of class c, there is 1"));
    assertThat(interval(cell, Metric.ACCURACY).method()).isEqualTo(Method.WILSON);
    assertThat(interval(cell, Metric.LOG_LOSS).cautions())
        .containsExactly("only 30 groups: the interval is likely too narrow");
  }

  @Test
  void resamplingImagesOfRepeatedGroupsIsNamedAsAnAssumption() {
    Case c = TestSets.random(1, 120, 2, TestSets.ABC);
    ResamplingPlan byImage = new ResamplingPlan(1000, 0.95, ResamplingUnit.IMAGE, 7);

    CellEvaluation cell =
        CellEvaluation.withIntervals(c.set(), CellEvaluation.oneSeed(1, c.scores()), byImage);

    assertThat(interval(cell, Metric.ACCURACY).cautions())
        .containsExactly("assumes independent images, but groups have several");
  }

  @Test
  void intervalsSurroundThePoint() {
    for (long seed = 1; seed <= 5; seed++) {
      Case c = TestSets.random(seed, 150, 3, TestSets.ABC);
      CellEvaluation cell =
          CellEvaluation.withIntervals(c.set(), CellEvaluation.oneSeed(1, c.scores()), BY_GROUP);
      for (MetricResult result : cell.metrics()) {
        if (result.interval() instanceof Interval interval) {
          assertThat(result.point().number().orElseThrow())
              .as(result.metric().key())
              .isBetween(interval.lower(), interval.upper());
        }
      }
    }
  }
}
