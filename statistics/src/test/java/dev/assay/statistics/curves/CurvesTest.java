// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.curves.CurveBand.Point;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Points of the curves by numpy 2.4 and scikit-learn 1.9, and what holds for every band. */
class CurvesTest {
  private static final List<String> CLASSES = List.of("ill", "well");
  private static final double[] P = {.05, .1, .1, .2, .3, .35, .4, .6, .6, .7, .8, .95};
  private static final int[] Y = {0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1};
  private static final ResamplingPlan PLAN =
      new ResamplingPlan(2000, 0.95, ResamplingUnit.GROUP, 1)
          .with(ResamplingPlan.Method.PER_METRIC);
  private static final double[] ALL = DecisionCurve.thresholds(0.01, 0.99);

  /** The class to be detected is the first. */
  private static LabelledSet set(int[] y, int size) {
    return new LabelledSet(
        CLASSES,
        "ill",
        Arrays.stream(y).map(is -> 1 - is).toArray(),
        IntStream.range(0, y.length).mapToObj(row -> "g" + (1000 + row / size)).toList());
  }

  private static Scores scores(double... p) {
    return Scores.ofProbabilities(
        Arrays.stream(p).mapToObj(of -> new double[] {of, 1 - of}).toArray(double[][]::new));
  }

  private static double at(CurveBand band, double x) {
    return band.points().stream()
        .filter(point -> Math.abs(point.x() - x) < 1e-9)
        .findFirst()
        .orElseThrow()
        .y();
  }

  @Test
  void netBenefitIsThatOfItsFormula() {
    DecisionCurve curve = DecisionCurve.of(set(Y, 1), List.of(scores(P)), PLAN, ALL);

    // numpy: the decision is positive from the threshold on
    assertThat(at(curve.netBenefit(), 0.1)).isCloseTo(0.4537037037037037, within(1e-12));
    assertThat(at(curve.netBenefit(), 0.25)).isCloseTo(0.3333333333333333, within(1e-12));
    assertThat(at(curve.netBenefit(), 0.6)).isCloseTo(0.2083333333333333, within(1e-12));
    assertThat(at(curve.overTreatingAll(), 0.1)).isCloseTo(0.0092592592592593, within(1e-12));
    assertThat(at(curve.overTreatingAll(), 0.25)).isCloseTo(0, within(1e-12));
    assertThat(at(curve.overTreatingAll(), 0.6)).isCloseTo(0.4583333333333333, within(1e-12));
  }

  /** IsotonicRegression of scikit-learn, which interpolates between the rows. */
  @Test
  void calibrationIsIsotonicRegression() {
    CurveBand curve = CalibrationCurve.of(set(Y, 1), List.of(scores(P)), PLAN);

    double[] x = {.05, .1, .2, .3, .35, .4, .5, .6, .7, .8, .95};
    double third = 1 / 3.0;
    double[] expected = {0, third, third, third, third, third, 0.5, 2 * third, 2 * third, 1, 1};
    for (int i = 0; i < x.length; i++) {
      assertThat(at(curve, x[i])).as("at %s", x[i]).isCloseTo(expected[i], within(1e-12));
    }
    assertThat(curve.points().getFirst().x()).isEqualTo(.05);
    assertThat(curve.points().getLast().x()).isEqualTo(.95);
  }

  @Test
  void predictiveValuesAreThoseOfBayes() {
    PredictiveValueCurves curves =
        PredictiveValueCurves.of(set(Y, 1), List.of(scores(P)), PLAN, ALL);

    assertThat(at(curves.positive(), 0.01)).isCloseTo(0.03883495145631069, within(1e-12));
    assertThat(at(curves.positive(), 0.1)).isCloseTo(0.30769230769230776, within(1e-12));
    assertThat(at(curves.positive(), 0.5)).isCloseTo(0.8, within(1e-12));
    assertThat(at(curves.positive(), 0.9)).isCloseTo(0.972972972972973, within(1e-12));
    assertThat(at(curves.negative(), 0.01)).isCloseTo(0.9959758551307848, within(1e-12));
    assertThat(at(curves.negative(), 0.1)).isCloseTo(0.9574468085106383, within(1e-12));
    assertThat(at(curves.negative(), 0.9)).isCloseTo(0.21739130434782603, within(1e-12));
  }

  private static List<CurveBand> all(LabelledSet set, List<Scores> seeds) {
    DecisionCurve decision = DecisionCurve.of(set, seeds, PLAN, ALL);
    PredictiveValueCurves values = PredictiveValueCurves.of(set, seeds, PLAN, ALL);
    return List.of(
        decision.netBenefit(),
        decision.overTreatingAll(),
        CalibrationCurve.of(set, seeds, PLAN),
        values.positive(),
        values.negative());
  }

  /** Rare classes, ties, probabilities of 0 and 1, all equal, several seeds, few patients. */
  @Test
  void everyBandHasItsCurveInItAndEndsThatCanBe() {
    SplittableRandom random = new SplittableRandom(11);
    for (int trial = 0; trial < 60; trial++) {
      int rows = 6 + random.nextInt(60);
      int size = 1 + random.nextInt(3);
      int kind = trial % 4;
      int[] y = new int[rows];
      for (int row = 0; row < rows; row++) {
        y[row] = random.nextDouble() < (trial % 3 == 0 ? 0.05 : 0.4) ? 1 : 0;
      }
      y[0] = 1;
      y[rows - 1] = 0;
      List<Scores> seeds = new ArrayList<>();
      for (int s = 0; s <= trial % 3; s++) {
        double[] p = new double[rows];
        for (int row = 0; row < rows; row++) {
          double exact = 1 / (1 + Math.exp(1 - 2 * y[row] - random.nextGaussian()));
          p[row] =
              switch (kind) {
                case 0 -> exact;
                case 1 -> Math.round(exact * 10) / 10.0;
                case 2 -> y[row];
                default -> 0.5;
              };
        }
        seeds.add(scores(p));
      }
      for (CurveBand band : all(set(y, size), seeds)) {
        for (Point point : band.points()) {
          if (point.lower() != null) {
            assertThat(point.lower()).isLessThanOrEqualTo(point.y() + 1e-12).isFinite();
            assertThat(point.upper()).isGreaterThanOrEqualTo(point.y() - 1e-12).isFinite();
            double most = Math.max(1, point.x() / (1 - point.x()));
            assertThat(point.upper()).isLessThanOrEqualTo(most + 1e-9);
            assertThat(point.lower()).isGreaterThanOrEqualTo(-most - 1e-9);
          } else {
            assertThat(band.reason()).isNotNull();
          }
        }
      }
    }
  }

  @Test
  void bandOfCalibrationNeverFalls() {
    CurveBand curve = CalibrationCurve.of(set(Y, 1), List.of(scores(P)), PLAN);

    for (int i = 1; i < curve.points().size(); i++) {
      Point before = curve.points().get(i - 1);
      Point point = curve.points().get(i);
      assertThat(point.y()).isGreaterThanOrEqualTo(before.y());
      assertThat(point.lower()).isGreaterThanOrEqualTo(before.lower());
      assertThat(point.upper()).isGreaterThanOrEqualTo(before.upper());
    }
  }

  /** A single threshold has no other to hold with: an interval of net benefit as it was. */
  @Test
  void bandOfMoreThresholdsIsWider() {
    LabelledSet set = set(Y, 1);
    double[] one = {0.3};
    Point alone =
        DecisionCurve.of(set, List.of(scores(P)), PLAN, one).netBenefit().points().getFirst();
    Point among =
        DecisionCurve.of(set, List.of(scores(P)), PLAN, ALL).netBenefit().points().get(29);

    assertThat(among.x()).isEqualTo(alone.x());
    assertThat(among.y()).isEqualTo(alone.y());
    assertThat(among.upper() - among.lower()).isGreaterThan(alone.upper() - alone.lower());
  }

  @Test
  void orderOfTheRowsDoesNotMatterToWhatIsEstimated() {
    List<Integer> order = new ArrayList<>(IntStream.range(0, Y.length).boxed().toList());
    Collections.reverse(order);
    int[] rows = order.stream().mapToInt(Integer::intValue).toArray();
    CurveBand as = CalibrationCurve.of(set(Y, 1), List.of(scores(P)), PLAN);
    CurveBand turned =
        CalibrationCurve.of(set(Y, 1).rows(rows), List.of(scores(P).rows(rows)), PLAN);

    assertThat(turned.points()).isEqualTo(as.points());
  }

  @Test
  void saysWhyThereIsNone() {
    int[] healthy = new int[12];
    assertThat(all(set(healthy, 1), List.of(scores(P))))
        .allSatisfy(
            band -> {
              assertThat(band.points()).isEmpty();
              assertThat(band.reason()).contains("no image of class ill");
            });
    assertThat(all(set(Y, 12), List.of(scores(P))))
        .allSatisfy(
            band -> {
              assertThat(band.points()).isNotEmpty().allMatch(point -> point.lower() == null);
              assertThat(band.reason()).contains("needs at least 2 groups");
            });
    LabelledSet undeclared = new LabelledSet(CLASSES, null, new int[] {0, 1}, List.of("a", "b"));
    assertThat(CalibrationCurve.of(undeclared, List.of(scores(.2, .8)), PLAN).reason())
        .contains("no positive class");
    assertThatThrownBy(() -> DecisionCurve.thresholds(0.5, 0.4)).hasMessageContaining(".01 to .99");
    assertThatThrownBy(() -> DecisionCurve.thresholds(0, 0.4)).hasMessageContaining(".01 to .99");
    assertThatThrownBy(() -> DecisionCurve.thresholds(0.1, Double.NaN))
        .hasMessageContaining(".01 to .99");
  }

  /** A model that says .9 for what is .5: the diagonal is left where it must be. */
  @Test
  void findsWhereProbabilitiesAreNotWhatHappens() {
    int rows = 400;
    int[] y = IntStream.range(0, rows).map(row -> row % 2).toArray();
    double[] p = IntStream.range(0, rows).mapToDouble(row -> row < 200 ? 0.5 : 0.9).toArray();
    CurveBand curve = CalibrationCurve.of(set(y, 1), List.of(scores(p)), PLAN);

    List<CurveBand.Range> off = curve.offDiagonal();
    assertThat(off).hasSize(1);
    assertThat(off.getFirst().to()).isEqualTo(0.9);
    assertThat(off.getFirst().from()).isGreaterThan(0.5);
    // binom.test(100, 200) at 1 - .05 / 3 of three runs: about .41 to .59
    assertThat(curve.points().getLast().upper()).isBetween(0.55, 0.65);
  }
}
