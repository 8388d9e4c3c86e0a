// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.comparison.PlannedShares;
import dev.assay.statistics.metrics.Metric;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans are checked by other sets than those that they were made with. */
class TestSetPlanTest {
  private static final int SETS = 400;
  private static final long OTHER_SEED = 987_654_321L;

  private static AssumedPopulation population(
      Metric metric, Design design, double first, Double second, double correlation) {
    return new AssumedPopulation(
        metric.ranked(),
        design,
        AssumedModel.having(metric, first, design.prevalence()),
        second == null ? null : AssumedModel.having(metric, second, design.prevalence()),
        correlation);
  }

  static Stream<Arguments> widths() {
    Design single = new Design(0.3, 1, 0);
    Design rare = new Design(0.1, 1, 0);
    Design clustered = new Design(0.3, 3, 0.4);
    return Stream.of(
        Arguments.of(Metric.ACCURACY, single, 0.9, 0.08),
        Arguments.of(Metric.ACCURACY, clustered, 0.9, 0.08),
        Arguments.of(Metric.RECALL_BINARY, rare, 0.85, 0.2),
        Arguments.of(Metric.SPECIFICITY_BINARY, clustered, 0.8, 0.12),
        Arguments.of(Metric.BALANCED_ACCURACY, single, 0.85, 0.12),
        Arguments.of(Metric.PRECISION_BINARY, single, 0.7, 0.15),
        Arguments.of(Metric.F1_BINARY, single, 0.8, 0.15),
        Arguments.of(Metric.MCC, clustered, 0.7, 0.2),
        Arguments.of(Metric.AUROC, single, 0.9, 0.1),
        Arguments.of(Metric.AUROC, clustered, 0.85, 0.12),
        Arguments.of(Metric.AVERAGE_PRECISION_POSITIVE, single, 0.8, 0.2));
  }

  @Test
  void plannedNumberGivesTheWidthOfAFewMetrics() {
    givesTheWidth(Metric.ACCURACY, new Design(0.3, 3, 0.4), 0.9, 0.1, 100);
    givesTheWidth(Metric.F1_BINARY, new Design(0.3, 1, 0), 0.8, 0.2, 100);
    givesTheWidth(Metric.AUROC, new Design(0.3, 1, 0), 0.9, 0.12, 100);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("widths")
  void plannedNumberGivesTheWidth(Metric metric, Design design, double value, double width) {
    givesTheWidth(metric, design, value, width, SETS);
  }

  private static void givesTheWidth(
      Metric metric, Design design, double value, double width, int sets) {
    Goal goal = new Goal.Width(width, 0.95);
    AssumedPopulation population = population(metric, design, value, null, 0);

    TestSetPlan plan = TestSetPlan.of(goal, metric, population, sets, 1);
    Simulated other = Simulated.of(goal, metric, population, plan.patients(), sets, OTHER_SEED);
    Simulated fewer =
        Simulated.of(goal, metric, population, (int) (plan.patients() * 0.8), sets, OTHER_SEED);

    assertThat(other.value()).isCloseTo(width, within(4 * other.standardError() + 0.01 * width));
    assertThat(fewer.value()).isGreaterThan(width);
  }

  static Stream<Arguments> findings() {
    Design single = new Design(0.3, 1, 0);
    Design half = new Design(0.5, 1, 0);
    Design clustered = new Design(0.3, 3, 0.4);
    Goal better = new Goal.Difference(0.05, 0.8);
    Goal notInferior = new Goal.NotInferior(0.05, 0.05, 0.8);
    Goal equivalent = new Goal.Equivalent(0.06, 0.05, 0.8);
    return Stream.of(
        Arguments.of(Metric.ACCURACY, single, better, 0.9, 0.84, 0.3),
        Arguments.of(Metric.ACCURACY, clustered, better, 0.9, 0.84, 0.3),
        Arguments.of(Metric.ACCURACY, single, notInferior, 0.85, 0.85, 0.5),
        Arguments.of(Metric.ACCURACY, single, equivalent, 0.85, 0.85, 0.5),
        Arguments.of(Metric.RECALL_BINARY, half, better, 0.9, 0.8, 0.2),
        Arguments.of(Metric.SPECIFICITY_BINARY, clustered, notInferior, 0.9, 0.9, 0.4),
        Arguments.of(Metric.BALANCED_ACCURACY, half, better, 0.9, 0.82, 0.3),
        Arguments.of(Metric.F1_BINARY, half, better, 0.9, 0.8, 0.3),
        Arguments.of(Metric.AUROC, single, better, 0.9, 0.82, 0.5),
        Arguments.of(Metric.AUROC, clustered, notInferior, 0.9, 0.9, 0.5));
  }

  @Test
  void plannedNumberGivesThePowerOfAFewFindings() {
    Design half = new Design(0.5, 1, 0);
    givesThePower(Metric.ACCURACY, half, new Goal.Difference(0.05, 0.8), 0.9, 0.8, 0.3, 200);
    givesThePower(
        Metric.RECALL_BINARY, half, new Goal.NotInferior(0.1, 0.05, 0.8), 0.9, 0.9, 0.4, 200);
    givesThePower(
        Metric.AUROC,
        new Design(0.3, 3, 0.4),
        new Goal.Equivalent(0.08, 0.05, 0.8),
        0.9,
        0.9,
        0.6,
        150);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("findings")
  void plannedNumberGivesThePower(
      Metric metric, Design design, Goal goal, double first, double second, double correlation) {
    givesThePower(metric, design, goal, first, second, correlation, SETS);
  }

  private static void givesThePower(
      Metric metric,
      Design design,
      Goal goal,
      double first,
      double second,
      double correlation,
      int sets) {
    AssumedPopulation population = population(metric, design, first, second, correlation);

    TestSetPlan plan = TestSetPlan.of(goal, metric, population, sets, 1);
    Simulated other = Simulated.of(goal, metric, population, plan.patients(), sets, OTHER_SEED);

    // both have a Monte Carlo error
    double error = Math.hypot(other.standardError(), other.standardError());
    assertThat(other.value()).isCloseTo(0.8, within(3 * error));
  }

  /** By summing the probabilities of all outcomes in which the two-sided exact test rejects. */
  @ParameterizedTest
  @CsvSource({"30, .3, .05", "60, .2, .1", "100, .15, .05", "100, .02, .01", "25, .9, .1"})
  void powerOfMcNemarIsThatOfAllOutcomes(int images, double firstOnly, double secondOnly) {
    double expected = 0;
    double[] logFactorial = new double[images + 1];
    for (int i = 1; i <= images; i++) {
      logFactorial[i] = logFactorial[i - 1] + Math.log(i);
    }
    double rest = 1 - firstOnly - secondOnly;
    for (int a = 0; a <= images; a++) {
      for (int b = 0; a + b <= images; b++) {
        double tail = 0;
        for (int k = 0; k <= b; k++) {
          tail +=
              Math.exp(
                  logFactorial[a + b]
                      - logFactorial[k]
                      - logFactorial[a + b - k]
                      - (a + b) * Math.log(2));
        }
        int c = images - a - b;
        if (a > b && 2 * tail <= 0.05 && (rest > 1e-12 || c == 0)) {
          expected +=
              Math.exp(
                  logFactorial[images]
                      - logFactorial[a]
                      - logFactorial[b]
                      - logFactorial[c]
                      + a * Math.log(firstOnly)
                      + b * Math.log(secondOnly)
                      + (c == 0 ? 0 : c * Math.log(rest)));
        }
      }
    }

    assertThat(new PlannedShares(firstOnly, secondOnly).firstFoundBetter(images, 0.05))
        .isCloseTo(expected, within(1e-8));
  }

  /** R. J. Connor's number, (z sqrt(psi) + z' sqrt(psi - d^2))^2 / d^2, for a large sample. */
  @Test
  void planOfAccuracyIsNearConnorsFormula() {
    double first = 0.9;
    double second = 0.85;
    double both = first * second + 0.4 * Math.sqrt(first * 0.1 * second * 0.15);
    double psi = first + second - 2 * both;
    double d = first - second;
    double connor =
        Math.pow(1.959964 * Math.sqrt(psi) + 0.8416212 * Math.sqrt(psi - d * d), 2) / (d * d);

    TestSetPlan plan =
        TestSetPlan.of(
            new Goal.Difference(0.05, 0.8),
            Metric.ACCURACY,
            population(Metric.ACCURACY, new Design(0.5, 1, 0), first, second, 0.4),
            0,
            1);

    // the exact test needs a little more
    assertThat(plan.patients() / connor).isBetween(1.0, 1.08);
    assertThat(plan.simulated()).isNull();
  }

  /** Wilson's width, 2 z sqrt(p q / n + z^2 / 4 n^2) / (1 + z^2 / n), at a design effect of 1.8. */
  @Test
  void planOfAWidthIsWilsonsTimesTheDesignEffect() {
    double z2 = 1.959964 * 1.959964;
    double n = 1;
    while (2 * Math.sqrt(z2 * 0.09 / n + z2 * z2 / (4 * n * n)) / (1 + z2 / n) > 0.04) {
      n++;
    }

    TestSetPlan plan =
        TestSetPlan.of(
            new Goal.Width(0.04, 0.95),
            Metric.ACCURACY,
            population(Metric.ACCURACY, new Design(0.3, 3, 0.4), 0.9, null, 0),
            0,
            1);

    assertThat(plan.images()).isCloseTo(1.8 * n, within(0.01 * 1.8 * n));
  }

  @Test
  void equivalenceNeedsMoreThanNonInferiority() {
    AssumedPopulation same = population(Metric.ACCURACY, new Design(0.5, 1, 0), 0.9, 0.9, 0.4);

    int one =
        TestSetPlan.of(new Goal.NotInferior(0.05, 0.05, 0.9), Metric.ACCURACY, same, 0, 1)
            .patients();
    int both =
        TestSetPlan.of(new Goal.Equivalent(0.05, 0.05, 0.9), Metric.ACCURACY, same, 0, 1)
            .patients();

    assertThat(both).isGreaterThan(one);
    // Schuirmann: for no true difference the power of both is that of one with (1 + power) / 2
    assertThat((double) both / one).isCloseTo(Math.pow(3.2897 / 2.9264, 2), within(0.03));
  }

  @Test
  void rareClassMustOccur() {
    TestSetPlan plan =
        TestSetPlan.of(
            new Goal.Width(0.9, 0.95),
            Metric.RECALL_BINARY,
            population(Metric.RECALL_BINARY, new Design(0.03, 1, 0), 0.8, null, 0),
            50,
            1);

    assertThat(plan.patients()).isEqualTo(116);
    assertThat(plan.notes()).singleElement().asString().contains("116 patients", "97 %");
    assertThat(plan.simulated().without()).isBetween(0.0, 0.15);
  }

  @Test
  void drawnPopulationIsAsAssumed() {
    AssumedPopulation population =
        new AssumedPopulation(
            false,
            new Design(0.25, 2.5, 0.3),
            AssumedModel.deciding(0.9, 0.8),
            AssumedModel.deciding(0.7, 0.85),
            0.35);

    Population.Drawn drawn = population.draw(40_000, 7, 0);

    int rows = drawn.set().rows();
    assertThat(rows / 40_000.0).isCloseTo(2.5, within(0.02));
    double[][] right = new double[2][rows];
    double[] hits = new double[4];
    double[] counts = new double[2];
    for (int row = 0; row < rows; row++) {
      int c = drawn.set().truth(row);
      counts[c]++;
      for (int m = 0; m < 2; m++) {
        boolean is = drawn.cells().get(m).seeds().firstEntry().getValue().predicted(row) == c;
        hits[2 * m + c] += is ? 1 : 0;
        double p = c == 1 ? m == 0 ? 0.9 : 0.7 : m == 0 ? 0.8 : 0.85;
        right[m][row] = ((is ? 1 : 0) - p) / Math.sqrt(p * (1 - p));
      }
    }
    assertThat(counts[1] / rows).isCloseTo(0.25, within(0.01));
    assertThat(hits[1] / counts[1]).isCloseTo(0.9, within(0.01));
    assertThat(hits[0] / counts[0]).isCloseTo(0.8, within(0.01));
    assertThat(hits[3] / counts[1]).isCloseTo(0.7, within(0.01));
    assertThat(hits[2] / counts[0]).isCloseTo(0.85, within(0.01));
    double models = 0;
    double within = 0;
    double pairs = 0;
    for (int row = 0; row < rows; row++) {
      models += right[0][row] * right[1][row] / rows;
      if (row > 0 && drawn.set().groups().of(row) == drawn.set().groups().of(row - 1)) {
        within += right[0][row] * right[0][row - 1];
        pairs++;
      }
    }
    assertThat(models).isCloseTo(0.35, within(0.02));
    assertThat(within / pairs).isCloseTo(0.3, within(0.02));
  }

  @Test
  void estimatesOfAPilotAreThoseItWasDrawnFrom() {
    AssumedPopulation truth =
        new AssumedPopulation(
            true,
            new Design(0.3, 3, 0.4),
            AssumedModel.ofArea(0.9),
            AssumedModel.ofArea(0.85),
            0.6);
    Population.Drawn pilot = truth.draw(3000, 3, 0);

    AssumedPopulation found = PilotEstimates.of(pilot.set(), pilot.cells(), Metric.AUROC, 0.04);

    assertThat(found.design().prevalence()).isCloseTo(0.3, within(0.03));
    assertThat(found.design().imagesPerPatient()).isEqualTo(3);
    assertThat(found.design().correlation()).isCloseTo(0.4, within(0.04));
    assertThat(found.ofModels()).isCloseTo(0.6, within(0.03));
    assertThat(found.second().area()).isCloseTo(0.85, within(0.015));
    assertThat(found.first().area() - found.second().area()).isCloseTo(0.04, within(1e-6));
  }

  @Test
  void samePlanFromTheSameSeed() {
    AssumedPopulation population =
        population(Metric.F1_BINARY, new Design(0.3, 1, 0), 0.8, null, 0);
    Goal goal = new Goal.Width(0.2, 0.95);

    assertThat(TestSetPlan.of(goal, Metric.F1_BINARY, population, 100, 5))
        .isEqualTo(TestSetPlan.of(goal, Metric.F1_BINARY, population, 100, 5));
  }

  @Test
  void refusesWhatNoTestSetShows() {
    Design design = new Design(0.5, 1, 0);
    AssumedPopulation worse = population(Metric.ACCURACY, design, 0.8, 0.9, 0.3);
    AssumedPopulation one = population(Metric.ACCURACY, design, 0.8, null, 0);

    assertThatThrownBy(
            () -> TestSetPlan.of(new Goal.Difference(0.05, 0.8), Metric.ACCURACY, worse, 0, 1))
        .hasMessageContaining("must be assumed better than the second");
    assertThatThrownBy(
            () ->
                TestSetPlan.of(new Goal.NotInferior(0.1, 0.05, 0.8), Metric.ACCURACY, worse, 0, 1))
        .hasMessageContaining("less than the margin worse");
    assertThatThrownBy(
            () -> TestSetPlan.of(new Goal.Difference(0.05, 0.8), Metric.ACCURACY, one, 0, 1))
        .hasMessageContaining("second model");
    assertThatThrownBy(() -> TestSetPlan.of(new Goal.Width(0.1, 0.95), Metric.LOG_LOSS, one, 0, 1))
        .hasMessageContaining("more is better");
    assertThatThrownBy(() -> TestSetPlan.of(new Goal.Width(0.1, 0.95), Metric.MCC, one, 0, 1))
        .hasMessageContaining("needs simulated sets");
    assertThatThrownBy(() -> population(Metric.ACCURACY, design, 0.95, 0.6, 0.9))
        .hasMessageContaining("is not possible between shares of 0.95 and 0.6");
    assertThatThrownBy(() -> AssumedModel.having(Metric.COHEN_KAPPA, -0.5, 0.3))
        .hasMessageContaining(
            "must be assumed above 0 and below 1 at a prevalence of 0.3, not -0.5");
  }
}
