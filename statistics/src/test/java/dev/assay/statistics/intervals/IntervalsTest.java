// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.CellEvaluation;
import dev.assay.statistics.TestSets;
import dev.assay.statistics.TestSets.Case;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Bootstrap;
import dev.assay.statistics.resampling.Jackknife;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.resampling.ResamplingPlan.Scheme;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which interval is chosen when; what the methods do is tested against other programs. */
class IntervalsTest {
  private static final ResamplingPlan PLAN =
      new ResamplingPlan(1000, 0.95, ResamplingUnit.GROUP, 7);
  private static final List<String> BINARY = List.of("no", "yes");

  private static CellEvaluation evaluate(Case c, ResamplingPlan plan) {
    return CellEvaluation.withIntervals(c.set(), CellEvaluation.oneSeed(1, c.scores()), plan);
  }

  private static Interval interval(Case c, ResamplingPlan plan, Metric metric) {
    return (Interval) evaluate(c, plan).of(metric).interval();
  }

  @Test
  void bcaIsGivenWhereItIsAskedFor() {
    Case c = TestSets.random(1, 200, 2, TestSets.ABC);

    Interval bca = interval(c, PLAN.with(ResamplingPlan.Method.BCA), Metric.AUROC);
    Interval percentile = interval(c, PLAN, Metric.AUROC);

    assertThat(bca.method()).isEqualTo(Method.BCA);
    assertThat(bca.lower())
        .isNotEqualTo(percentile.lower())
        .isCloseTo(percentile.lower(), within(0.05));
  }

  @Test
  void bcaThatIsUndefinedIsReplacedByNothing() {
    // the only image of class c cannot be deleted
    int[] truth = IntStream.range(0, 60).map(i -> i == 0 ? 2 : i % 2).toArray();
    int[] decisions = truth.clone();
    decisions[3] = 0;
    decisions[4] = 1;
    Case c = TestSets.decided(TestSets.ABC, TestSets.ownGroups(60), truth, decisions);
    int[] same = IntStream.range(0, 60).map(i -> i % 2).toArray();
    Case right = TestSets.decided(BINARY, TestSets.ownGroups(60), same, same);

    assertThat(evaluate(c, PLAN.with(ResamplingPlan.Method.BCA)).of(Metric.AUROC).interval())
        .isEqualTo(new None("BCa: too many resamples lack a class"));
    assertThat(evaluate(right, PLAN.with(ResamplingPlan.Method.BCA)).of(Metric.ACCURACY).interval())
        .isEqualTo(new None("BCa: all resamples give the same value"));
  }

  @Test
  void stratifiedOnRequestAndNamed() {
    Case c = TestSets.random(1, 200, 2, TestSets.ABC);

    assertThat(interval(c, PLAN.withinClasses(), Metric.F1_MACRO).method())
        .isEqualTo(Method.PERCENTILE_STRATIFIED);
  }

  @Test
  void poissonWeightsGiveNearlyTheSameInterval() {
    Case c = TestSets.random(1, 400, 2, TestSets.ABC);

    Interval poisson = interval(c, PLAN.with(new Scheme.Poisson("x")), Metric.F1_WEIGHTED);
    Interval multinomial = interval(c, PLAN, Metric.F1_WEIGHTED);

    assertThat(poisson.lower()).isNotEqualTo(multinomial.lower());
    assertThat(poisson.lower()).isCloseTo(multinomial.lower(), within(0.01));
    assertThat(poisson.upper()).isCloseTo(multinomial.upper(), within(0.01));
  }

  @Test
  void highAreasAndFewPositivesGetTheLogitInterval() {
    Case high = Simulation.auroc(0.985, 400, 0.3, 400, 0).draw(3);
    Case few = Simulation.auroc(0.8, 200, 0.1, 200, 0).draw(3);
    Case neither = Simulation.auroc(0.8, 200, 0.5, 200, 0).draw(3);

    assertThat(interval(high, PLAN, Metric.AUROC).method()).isEqualTo(Method.LOGIT_T);
    assertThat(interval(high, PLAN, Metric.AUROC).upper()).isLessThan(1);
    assertThat(interval(few, PLAN, Metric.AUROC).method()).isEqualTo(Method.LOGIT_T);
    assertThat(interval(few, PLAN, Metric.ACCURACY).method()).isEqualTo(Method.PERCENTILE);
    assertThat(interval(neither, PLAN, Metric.AUROC).method()).isEqualTo(Method.PERCENTILE);
  }

  @Test
  void fewGroupsOfSeveralImagesGetTheLogitIntervalAndLossesACaution() {
    Case c = TestSets.random(1, 120, 6, BINARY);

    assertThat(interval(c, PLAN, Metric.ACCURACY).method()).isEqualTo(Method.LOGIT_T);
    assertThat(interval(c, PLAN, Metric.ACCURACY).cautions()).isEmpty();
    assertThat(interval(c, PLAN, Metric.LOG_LOSS).method()).isEqualTo(Method.PERCENTILE);
    assertThat(interval(c, PLAN, Metric.LOG_LOSS).cautions())
        .containsExactly("only 20 groups: the interval is likely too narrow");
  }

  /** Eight of 100 images are of class yes, and two of all are decided wrongly. */
  private static Case rareClass() {
    int[] truth = IntStream.range(0, 100).map(i -> i < 8 ? 1 : 0).toArray();
    int[] decisions = truth.clone();
    decisions[0] = 0;
    decisions[50] = 1;
    Case c = TestSets.decided(BINARY, TestSets.ownGroups(100), truth, decisions);
    return new Case(TestSets.withPositive(c.set(), "yes"), c.scores());
  }

  @Test
  void aClassOfFewerThanTenGroupsGetsTheLogitIntervalOrIsDrawnWithin() {
    assertThat(interval(rareClass(), PLAN, Metric.BALANCED_ACCURACY).method())
        .isEqualTo(Method.LOGIT_T);
    assertThat(interval(rareClass(), PLAN, Metric.BRIER_BINARY).method())
        .isEqualTo(Method.PERCENTILE_STRATIFIED);
  }

  @Test
  void fewErrorsGetWilsonOrTheLogitInterval() {
    assertThat(interval(rareClass(), PLAN, Metric.ACCURACY).method()).isEqualTo(Method.WILSON);
    assertThat(interval(rareClass(), PLAN, Metric.F1_WEIGHTED).method()).isEqualTo(Method.LOGIT_T);
    Case many = TestSets.random(1, 200, 1, BINARY);
    assertThat(interval(many, PLAN, Metric.ACCURACY).method()).isEqualTo(Method.PERCENTILE);
  }

  @Test
  void calibrationErrorsAreCorrectedAndHaveNoInterval() {
    Case c = TestSets.random(1, 200, 1, BINARY);
    CellEvaluation cell = evaluate(c, PLAN);

    double point = cell.of(Metric.ECE).point().number().orElseThrow();
    double mean = Bootstrap.simple(c.set(), PLAN).replicates(Metric.ECE, c.scores()).mean();
    assertThat(cell.of(Metric.ECE).interval()).isInstanceOf(None.class);
    assertThat(mean).as("resamples are further off").isGreaterThan(point);
    assertThat(cell.of(Metric.ECE).corrected()).isCloseTo(2 * point - mean, within(1e-12));
    assertThat(cell.of(Metric.ACCURACY).corrected()).isNull();
  }

  @Test
  void sharesHaveBinomialIntervalsBesideOnTheEffectiveNumberOfImages() {
    Case grouped = Simulation.accuracy(0.8, 300, 60, 0.4).draw(5);
    Case alone = TestSets.random(1, 200, 1, BINARY);

    Map<String, AnalyticInterval> analytic =
        evaluate(grouped, PLAN).of(Metric.ACCURACY).analytic().stream()
            .collect(Collectors.toMap(AnalyticInterval::method, b -> b));
    double factor = DesignEffect.of(grouped.set(), grouped.scores()).factor();

    assertThat(analytic)
        .containsOnlyKeys(
            "Wilson, effective images",
            "Wilson, assuming independent images",
            "Clopper-Pearson, effective images",
            "Clopper-Pearson, assuming independent images");
    assertThat(factor).isGreaterThan(1.5);
    assertThat(analytic.get("Wilson, effective images").units())
        .isCloseTo(300 / factor, within(1e-9));
    assertThat(evaluate(alone, PLAN).of(Metric.ACCURACY).analytic())
        .extracting(AnalyticInterval::method)
        .containsExactly("Wilson", "Clopper-Pearson");
    assertThat(evaluate(alone, PLAN).of(Metric.AUROC).analytic()).isEmpty();
  }

  @Test
  void deletedUnitsGiveTheStandardErrorOfDeLong() {
    Case c = Simulation.auroc(0.85, 300, 0.4, 300, 0).draw(11);

    double jackknife =
        Jackknife.of(c.set(), c.set().groups(), List.of(Metric.AUROC), List.of(c.scores()))
            .get(Metric.AUROC)
            .standardError();

    assertThat(jackknife / deLong(c)).isCloseTo(1, within(0.01));
  }

  /** By its definition: variances of the placements of positives and of negatives. */
  private static double deLong(Case c) {
    int n = c.set().rows();
    double[] placements = new double[n];
    int[] size = new int[2];
    for (int i = 0; i < n; i++) {
      size[c.set().truth(i)]++;
    }
    double[] mean = new double[2];
    for (int i = 0; i < n; i++) {
      int own = c.set().truth(i);
      for (int j = 0; j < n; j++) {
        if (c.set().truth(j) != own) {
          double above = c.scores().probability(i, 1) - c.scores().probability(j, 1);
          placements[i] += (own == 1 ? above > 0 : above < 0) ? 1.0 / size[1 - own] : 0;
        }
      }
      mean[own] += placements[i] / size[own];
    }
    double variance = 0;
    for (int i = 0; i < n; i++) {
      int own = c.set().truth(i);
      variance += Math.pow(placements[i] - mean[own], 2) / (size[own] - 1.0) / size[own];
    }
    return Math.sqrt(variance);
  }
}
