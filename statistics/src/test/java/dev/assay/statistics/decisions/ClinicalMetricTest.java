// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.TestSets;
import dev.assay.statistics.decisions.ClinicalMetric.NegativePredictiveValue;
import dev.assay.statistics.decisions.ClinicalMetric.NetBenefit;
import dev.assay.statistics.decisions.ClinicalMetric.PositivePredictiveValue;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.metrics.CurvePoints;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClinicalMetricTest {
  private static final List<String> CLASSES = List.of("no", "yes");

  /** Probability of "yes" per row, and whether it is. */
  private static LabelledSet set(int... truth) {
    return new LabelledSet(CLASSES, "yes", truth, TestSets.ownGroups(truth.length));
  }

  private static Scores scores(double... ofYes) {
    return Scores.ofProbabilities(
        IntStream.range(0, ofYes.length)
            .mapToObj(i -> new double[] {1 - ofYes[i], ofYes[i]})
            .toArray(double[][]::new));
  }

  private static final LabelledSet SET = set(0, 0, 0, 0, 0, 1, 1, 1, 1, 0);
  private static final Scores SCORES = scores(.1, .2, .3, .4, .6, .35, .7, .8, .9, .3);

  @Test
  void thresholdAtSpecificityIsTheLowestThatKeepsIt() {
    // negatives: .1 .2 .3 .3 .4 .6; from .4 up, 4 of 6 are below; from .6 up, 5 of 6
    assertThat(Threshold.atSpecificity(SET, SCORES, 0.8)).hasValue(new Threshold(0.6));
    assertThat(Threshold.atSpecificity(SET, SCORES, 4 / 6.0)).hasValue(new Threshold(0.35));
    assertThat(Threshold.atSpecificity(SET, SCORES, 1)).hasValue(new Threshold(0.7));
    assertThat(Threshold.atSpecificity(set(1, 1), scores(.1, .2), 0.5)).isEmpty();
  }

  @Test
  void thresholdAtSensitivityIsTheHighestThatReachesIt() {
    // positives: .35 .7 .8 .9
    assertThat(Threshold.atSensitivity(SET, SCORES, 0.75)).hasValue(new Threshold(0.7));
    assertThat(Threshold.atSensitivity(SET, SCORES, 0.76)).hasValue(new Threshold(0.35));
    assertThat(Threshold.atSensitivity(set(0, 0), scores(.1, .2), 0.5)).isEmpty();
  }

  @Test
  void specificityOfOneIsReachedByNeverDecidingIfNeedBe() {
    Threshold never = Threshold.atSpecificity(set(0, 1), scores(1, 0.5), 1).orElseThrow();

    assertThat(never.decide(set(0, 1), scores(1, 1)).predicted(1)).isEqualTo(0);
  }

  @Test
  void decisionsOfAThresholdLeadToTheMetricsOfTheTestSet() {
    Scores decided = new Threshold(0.35).decide(SET, SCORES);

    // found: .35 .7 .8 .9 of 4; false alarms: .4 .6 of 6
    assertThat(Metric.RECALL_BINARY.of(SET, decided).number()).hasValue(1);
    assertThat(Metric.SPECIFICITY_BINARY.of(SET, decided).number().orElseThrow())
        .isCloseTo(4 / 6.0, within(1e-15));
    assertThat(Metric.AUROC.of(SET, decided)).isEqualTo(Metric.AUROC.of(SET, SCORES));
  }

  @Test
  void predictiveValuesFollowBayesAtTheDeclaredPrevalence() {
    Scores decided = new Threshold(0.7).decide(SET, SCORES);

    // sensitivity 3/4, specificity 1; and with threshold .6: 3/4, 5/6
    assertThat(new PositivePredictiveValue(0.1).of(SET, decided).number()).hasValue(1);
    assertThat(new NegativePredictiveValue(0.1).of(SET, decided).number().orElseThrow())
        .isCloseTo(0.9 / (0.9 + 0.25 * 0.1), within(1e-15));
    Scores other = new Threshold(0.6).decide(SET, SCORES);
    assertThat(new PositivePredictiveValue(0.1).of(SET, other).number().orElseThrow())
        .isCloseTo(0.075 / (0.075 + 0.9 / 6), within(1e-15));
  }

  @Test
  void atTheSetsOwnPrevalenceThePredictiveValueIsThePrecision() {
    Scores decided = new Threshold(0.35).decide(SET, SCORES);

    assertThat(new PositivePredictiveValue(0.4).of(SET, decided).number().orElseThrow())
        .isCloseTo(Metric.PRECISION_BINARY.of(SET, decided).number().orElseThrow(), within(1e-15));
  }

  @Test
  void netBenefitSubtractsFalseAlarmsAtThePriceOfTheThreshold() {
    Scores decided = new Threshold(0.35).decide(SET, SCORES);

    // 4 found, 2 false alarms, of 10
    assertThat(new NetBenefit(0.35).of(SET, decided).number().orElseThrow())
        .isCloseTo(0.4 - 0.2 * 0.35 / 0.65, within(1e-15));
  }

  @Test
  void intervalsSurroundThePointAndReasonsStandWhereThereIsNone() {
    TestSets.Case c = TestSets.random(4, 300, 2, CLASSES);
    LabelledSet set = TestSets.withPositive(c.set(), "yes");
    ResamplingPlan plan = new ResamplingPlan(500, 0.95, ResamplingUnit.GROUP, 1);
    PositivePredictiveValue metric = new PositivePredictiveValue(0.05);

    Interval interval = (Interval) metric.interval(set, c.scores(), plan);

    assertThat(metric.of(set, c.scores()).number().orElseThrow())
        .isBetween(interval.lower(), interval.upper());
    Scores never = new Threshold(1.5).decide(set, c.scores());
    assertThat(metric.of(set, never))
        .isEqualTo(new Estimate.Undefined("no image is decided that way"));
    assertThat(metric.interval(set, never, plan))
        .isEqualTo(new None("no image is decided that way"));
    assertThat(metric.of(c.set(), c.scores()))
        .isEqualTo(new Estimate.Undefined("no positive class is declared"));
  }

  @Test
  void refusesAPrevalenceThatIsNone() {
    assertThatThrownBy(() -> new PositivePredictiveValue(5)).hasMessageContaining("prevalence");
  }

  @Test
  void curveHasOnePointPerDistinctScore() {
    CurvePoints curve = CurvePoints.of(SET, SCORES, 1);

    assertThat(curve.points()).hasSize(9);
    assertThat(curve.points().get(3)).isEqualTo(new CurvePoints.Point(0.6, 3, 1));
    assertThat(curve.points().get(3).precision()).isEqualTo(0.75);
    assertThat(curve.points().getLast()).isEqualTo(new CurvePoints.Point(0.1, 4, 6));
    // trapezoids under the points are the area
    double area = 0;
    double recall = 0;
    double falseAlarms = 0;
    for (CurvePoints.Point point : curve.points()) {
      double x = 1 - curve.specificity(point);
      area += (x - falseAlarms) * (curve.recall(point) + recall) / 2;
      falseAlarms = x;
      recall = curve.recall(point);
    }
    assertThat(Metric.AUROC.of(SET, SCORES).number().orElseThrow()).isCloseTo(area, within(1e-15));
  }

  /** Nobody of few is missed: no resample differs, but the value is not certain. */
  @Test
  void drawsOfTheConfusionMatrixShowWhatResamplesOfAPerfectModelCannot() {
    LabelledSet set = set(IntStream.range(0, 60).map(i -> i < 12 ? 1 : 0).toArray());
    double[] sure = IntStream.range(0, 60).mapToDouble(i -> i < 12 ? 0.9 : 0.1).toArray();
    double[] off = sure.clone();
    off[0] = 0.2;
    off[30] = 0.8;
    ResamplingPlan percentiles = new ResamplingPlan(1000, 0.95, ResamplingUnit.GROUP, 7);
    ResamplingPlan perMetric = percentiles.with(ResamplingPlan.Method.PER_METRIC);
    NegativePredictiveValue npv = new NegativePredictiveValue(0.05);

    Interval one = (Interval) npv.interval(set, scores(sure), perMetric);
    Interval two = (Interval) npv.interval(set, List.of(scores(sure), scores(off)), perMetric);
    Interval benefit = (Interval) new NetBenefit(0.2).interval(set, scores(off), perMetric);

    assertThat(npv.interval(set, scores(sure), percentiles)).isInstanceOf(None.class);
    assertThat(one.method()).isEqualTo(Method.CONFUSION_DRAWS);
    assertThat(one.lower()).isBetween(0.97, 0.995);
    assertThat(one.upper()).isEqualTo(1);
    assertThat(two.lower()).isLessThan(one.lower());
    assertThat(two.seedsResampled()).isTrue();
    double point = new NetBenefit(0.2).of(set, scores(off)).number().orElseThrow();
    assertThat(benefit.lower()).isLessThan(point);
    assertThat(benefit.upper()).isGreaterThan(point);
  }
}
