// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.TestSets;
import dev.assay.statistics.TestSets.Case;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.SummedTally;
import dev.assay.statistics.metrics.TallyRows;
import dev.assay.statistics.metrics.Weights;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {
  private static final ResamplingPlan BY_GROUP =
      new ResamplingPlan(1000, 0.95, ResamplingUnit.GROUP, 7);

  @Test
  void isTheSameWithAnyNumberOfThreads() throws Exception {
    Case c = TestSets.random(5, 200, 4, TestSets.ABC);
    double[] ends;
    double[] endsOfFour;
    try (ForkJoinPool one = new ForkJoinPool(1);
        ForkJoinPool four = new ForkJoinPool(4)) {
      ends = one.submit(() -> ends(c, Metric.LOG_LOSS)).get();
      endsOfFour = four.submit(() -> ends(c, Metric.LOG_LOSS)).get();
    }

    assertThat(endsOfFour).isEqualTo(ends);
  }

  private static double[] ends(Case c, Metric metric) {
    Replicates r = Bootstrap.simple(c.set(), BY_GROUP).replicates(metric, c.scores());
    return new double[] {r.quantile(0.025), r.quantile(0.975), r.standardError()};
  }

  @Test
  void isTheSameOnEveryMachine() {
    Case c = TestSets.random(5, 200, 4, TestSets.ABC);

    // Written down when first computed: another value means other resamples, and old intervals that
    // can no longer be reproduced.
    Replicates accuracy =
        Bootstrap.simple(c.set(), BY_GROUP).replicates(Metric.ACCURACY, c.scores());
    assertThat(accuracy.quantile(0.025)).isEqualTo(PINNED_LOWER);
    assertThat(accuracy.quantile(0.975)).isEqualTo(PINNED_UPPER);
  }

  private static final double PINNED_LOWER = 0.64;
  private static final double PINNED_UPPER = 0.775;

  @Test
  void isUnchangedByPermutingRows() {
    Case c = TestSets.random(5, 200, 4, TestSets.ABC);
    Case reversed = TestSets.pick(c, IntStream.range(0, 200).map(i -> 199 - i).toArray());

    assertThat(ends(reversed, Metric.AUROC)).isEqualTo(ends(c, Metric.AUROC));
    assertThat(ends(reversed, Metric.F1_WEIGHTED)).isEqualTo(ends(c, Metric.F1_WEIGHTED));
  }

  @Test
  void anotherSeedIsAnotherResample() {
    Case c = TestSets.random(5, 200, 4, TestSets.ABC);
    ResamplingPlan other = new ResamplingPlan(1000, 0.95, ResamplingUnit.GROUP, 8);

    Replicates r = Bootstrap.simple(c.set(), other).replicates(Metric.LOG_LOSS, c.scores());

    assertThat(r.quantile(0.025)).isNotEqualTo(ends(c, Metric.LOG_LOSS)[0]);
  }

  /** The weighted sums must equal the metric of the set that holds every drawn row as a row. */
  @Test
  void aReplicateIsTheMetricOfTheDrawnRows() {
    Case c = TestSets.random(11, 60, 3, TestSets.ABC);
    Weights weights = new Weights(c.set().groups().count(), 3);
    MultinomialDraws.simple(99, c.set().groups()).units(4, weights);
    SummedTally tally = new TallyRows(c.set(), c.scores(), c.set().groups(), true).tally();
    tally.weigh(weights);

    for (int lane = 0; lane < weights.lanes(); lane++) {
      tally.lane(lane);
      int[] counts = lane(weights, lane);
      int[] drawn =
          IntStream.range(0, 60)
              .flatMap(row -> IntStream.range(0, counts[c.set().groups().of(row)]).map(i -> row))
              .toArray();
      Case explicit = TestSets.pick(c, drawn);
      assertThat(Arrays.stream(counts).sum()).isEqualTo(20);
      for (Metric metric : Metric.values()) {
        Estimate expected = metric.of(explicit.set(), explicit.scores());
        double actual = metric.raw(tally);
        if (expected instanceof Estimate.Value value) {
          assertThat(actual).as(metric.key()).isCloseTo(value.value(), within(1e-12));
        } else {
          assertThat(actual).as(metric.key()).isNaN();
        }
      }
    }
  }

  private static int[] lane(Weights weights, int lane) {
    return IntStream.range(0, weights.units()).map(u -> weights.get(u, lane)).toArray();
  }

  /** However many are drawn at once, replicate b is the same. */
  @Test
  void aReplicateDoesNotDependOnItsLane() {
    Draws multinomial = MultinomialDraws.simple(99, Units.images(50));
    Draws poisson =
        new PoissonDraws("x", 99, IntStream.range(0, 50).mapToObj(TestSets::group).toList());
    for (Draws draws : List.of(multinomial, poisson)) {
      Weights many = new Weights(50, 128);
      draws.units(1001, many);
      for (int lane = 0; lane < many.lanes(); lane++) {
        Weights one = new Weights(50, 1);
        draws.units(1001 + lane, one);
        assertThat(lane(many, lane)).isEqualTo(lane(one, 0));
      }
    }
  }

  /**
   * With 7 units all are drawn one by one, with 11 most are in some replicates, with 150 in nearly
   * all: a unit is drawn k times in C(n, k) (1/n)^k (1 - 1/n)^(n - k) of them, and two units are
   * not independent.
   */
  @ParameterizedTest
  @ValueSource(ints = {7, 11, 150})
  void asManyAreDrawnAsByDrawingOneByOne(int units) {
    int replicates = 4_200_000 / units;
    Weights weights = new Weights(units, 100);
    Draws draws = MultinomialDraws.simple(3, Units.images(units));
    long[] times = new long[128];
    double products = 0;
    for (int b = 0; b < replicates; b++) {
      int lane = b % weights.lanes();
      if (lane == 0) {
        draws.units(b, weights);
      }
      int all = 0;
      for (int u = 0; u < units; u++) {
        all += weights.get(u, lane);
        times[weights.get(u, lane)]++;
        products += weights.get(u, lane) * weights.get((u + 1) % units, lane);
      }
      assertThat(all).isEqualTo(units);
    }

    double n = (double) units * replicates;
    double probability = Math.pow(1 - 1.0 / units, units);
    for (int k = 0; k < 7; k++) {
      double error = Math.sqrt(probability * (1 - probability) / n);
      assertThat(times[k] / n).as("P(%d)", k).isCloseTo(probability, within(4 * error));
      probability *= (double) (units - k) / (k + 1) / (units - 1);
    }
    // E w_i w_j = 1 - 1/n; the variance of a product is below that of Poisson weights, 3
    assertThat(products / n).isCloseTo(1 - 1.0 / units, within(4 * Math.sqrt(3 / n)));
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 150})
  void everyUnitIsDrawnEquallyOften(int units) {
    int replicates = 20_000;
    long[] drawn = new long[units];
    long[] squares = new long[units];
    Weights weights = new Weights(units, 100);
    Draws draws = MultinomialDraws.simple(3, Units.images(units));
    for (int b = 0; b < replicates; b += weights.lanes()) {
      draws.units(b, weights);
      for (int u = 0; u < units; u++) {
        for (int weight : ofUnit(weights, u)) {
          drawn[u] += weight;
          squares[u] += (long) weight * weight;
        }
      }
    }

    // multinomial: mean 1, variance 1 - 1/n; four standard errors either way
    double expected = 1 - 1.0 / units;
    for (int u = 0; u < units; u++) {
      double mean = (double) drawn[u] / replicates;
      double variance = (double) squares[u] / replicates - mean * mean;
      assertThat(mean).isCloseTo(1, within(4 * Math.sqrt(expected / replicates)));
      assertThat(variance).isCloseTo(expected, within(0.05));
    }
  }

  private static int[] ofUnit(Weights weights, int unit) {
    return IntStream.range(0, weights.lanes()).map(lane -> weights.get(unit, lane)).toArray();
  }

  @Test
  void stratifiedDrawsKeepTheNumberOfUnitsOfEachClass() {
    Case c = TestSets.random(2, 60, 1, TestSets.ABC);
    Weights weights = new Weights(60, 50);
    MultinomialDraws.stratified(1, c.set(), c.set().groups()).units(0, weights);

    for (int b = 0; b < 50; b++) {
      int[] ofClass = new int[3];
      for (int row = 0; row < 60; row++) {
        ofClass[c.set().truth(row)] += weights.get(c.set().groups().of(row), b);
      }
      assertThat(ofClass).isEqualTo(c.set().imagesPerClass());
    }
  }

  @Test
  void aModelAgainstItselfDiffersByNothing() {
    Case c = TestSets.random(5, 200, 4, TestSets.ABC);
    Bootstrap bootstrap = Bootstrap.simple(c.set(), BY_GROUP);

    Replicates difference =
        bootstrap
            .replicates(Metric.AUROC, c.scores())
            .minus(bootstrap.replicates(Metric.AUROC, c.scores()));

    assertThat(difference.quantile(0)).isZero();
    assertThat(difference.quantile(1)).isZero();
    assertThat(difference.withoutSpread()).isTrue();
  }

  @Test
  void replicatesOfSeveralSeedsAreTheirMeanOnTheSameImages() {
    Case one = TestSets.random(5, 200, 4, TestSets.ABC);
    int[] shifted = IntStream.range(0, 200).map(i -> (i + 1) % 200).toArray();
    Scores other = TestSets.pick(one, shifted).scores();
    Bootstrap bootstrap = Bootstrap.simple(one.set(), BY_GROUP);

    Replicates cell =
        bootstrap
            .replicates(List.of(Metric.ACCURACY), List.of(one.scores(), other), false)
            .get(Metric.ACCURACY);

    Replicates first = bootstrap.replicates(Metric.ACCURACY, one.scores());
    Replicates second = bootstrap.replicates(Metric.ACCURACY, other);
    // mean - first == (second - first) / 2, replicate by replicate
    Replicates left = cell.minus(first);
    Replicates right = second.minus(first);
    for (double p : new double[] {0, 0.1, 0.5, 0.9, 1}) {
      assertThat(left.quantile(p)).isCloseTo(right.quantile(p) / 2, within(1e-12));
    }
  }

  @Test
  void replicatesOfDifferentPlansAreNotPaired() {
    Case c = TestSets.random(5, 200, 4, TestSets.ABC);
    Replicates few =
        Bootstrap.simple(c.set(), new ResamplingPlan(100, 0.9, ResamplingUnit.GROUP, 7))
            .replicates(Metric.ACCURACY, c.scores());
    Replicates many = Bootstrap.simple(c.set(), BY_GROUP).replicates(Metric.ACCURACY, c.scores());

    assertThatThrownBy(() -> few.minus(many)).isInstanceOf(IllegalArgumentException.class);
  }
}
