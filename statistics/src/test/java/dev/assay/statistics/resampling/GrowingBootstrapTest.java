// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.TestSets;
import dev.assay.statistics.TestSets.Case;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.Weights;
import dev.assay.statistics.resampling.ResamplingPlan.Scheme;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowingBootstrapTest {
  private static final ResamplingPlan PLAN =
      new ResamplingPlan(500, 0.95, ResamplingUnit.GROUP, 7)
          .with(new Scheme.Poisson("chest-xrays"));

  private static final List<Metric> ALL =
      Arrays.stream(Metric.values()).filter(m -> !m.needsPositiveClass()).toList();

  private static Case part(Case all, int from, int to) {
    int[] rows = IntStream.range(from, to).toArray();
    return new Case(all.set().rows(rows), all.scores().rows(rows));
  }

  private static void assertSameBits(
      Map<Metric, Replicates> actual, Map<Metric, Replicates> expected) {
    for (Metric metric : ALL) {
      Replicates difference = actual.get(metric).minus(expected.get(metric));
      assertThat(actual.get(metric).defined()).isEqualTo(expected.get(metric).defined());
      assertThat(difference.quantile(0)).as(metric.key()).isZero();
      assertThat(difference.quantile(1)).as(metric.key()).isZero();
    }
  }

  @Test
  void appendedDataGiveTheBitsOfAFullRecomputation() {
    // groups of 4 rows; the second part begins within a group
    Case all = TestSets.random(3, 200, 4, TestSets.ABC);
    GrowingBootstrap growing = new GrowingBootstrap(all.set(), PLAN);
    for (int[] bounds : new int[][] {{0, 130}, {130, 131}, {131, 200}}) {
      Case part = part(all, bounds[0], bounds[1]);
      growing.append(part.set(), part.scores());
    }

    Map<Metric, Replicates> grown = growing.replicates(ALL);

    assertSameBits(
        grown, Bootstrap.of(all.set(), PLAN).replicates(ALL, List.of(all.scores()), false));
  }

  @Test
  void orderOfRowsAndOfPartsIsWithoutInfluence() {
    Case all = TestSets.random(3, 200, 4, TestSets.ABC);
    Case reversed = TestSets.pick(all, IntStream.range(0, 200).map(i -> 199 - i).toArray());
    GrowingBootstrap growing = new GrowingBootstrap(all.set(), PLAN);
    for (int[] bounds : new int[][] {{120, 200}, {0, 120}}) {
      Case part = part(reversed, bounds[0], bounds[1]);
      growing.append(part.set(), part.scores());
    }

    assertSameBits(
        growing.replicates(ALL),
        Bootstrap.of(all.set(), PLAN).replicates(ALL, List.of(all.scores()), false));
  }

  @Test
  void sumsCostTheNewGroupsOnly() {
    Case all = TestSets.random(3, 200, 4, TestSets.ABC);
    GrowingBootstrap growing = new GrowingBootstrap(all.set(), PLAN);
    Case first = part(all, 0, 160);
    growing.append(first.set(), first.scores());
    assertThat(growing.weightsDrawn()).isEqualTo(40L * 500);
    Case second = part(all, 160, 200);

    growing.append(second.set(), second.scores());
    growing.replicates(List.of(Metric.ACCURACY, Metric.LOG_LOSS, Metric.BRIER));

    assertThat(growing.weightsDrawn()).isEqualTo(50L * 500);
  }

  @Test
  void weightsArePoissonWithMeanOne() {
    int groups = 200;
    int replicates = 500;
    PoissonDraws draws =
        new PoissonDraws("x", 1, IntStream.range(0, groups).mapToObj(TestSets::group).toList());
    int[] counts = new int[20];
    Weights weights = new Weights(groups, replicates);
    draws.units(0, weights);
    for (int g = 0; g < groups; g++) {
      for (int b = 0; b < replicates; b++) {
        counts[weights.get(g, b)]++;
      }
    }

    // e^-1 / k!; five standard errors of a share of 100,000
    double probability = Math.exp(-1);
    for (int k = 0; k < 6; k++) {
      double share = counts[k] / 100_000.0;
      assertThat(share)
          .as("P(%d)", k)
          .isCloseTo(probability, within(5 * Math.sqrt(probability * (1 - probability) / 100_000)));
      probability /= k + 1;
    }
  }

  @Test
  void weightsAreTheSameOnEveryMachine() {
    Weights weights = new Weights(4, 3);
    new PoissonDraws("chest-xrays", 7, List.of("p1", "p2", "p3", "p4")).units(11, weights);

    // Written down when first computed: another value means that stored sums cannot be added to.
    assertThat(IntStream.range(0, 4).map(unit -> weights.get(unit, 1)).toArray())
        .containsExactly(PINNED);
  }

  private static final int[] PINNED = {1, 0, 2, 2};

  @Test
  void poissonResamplesSpreadAsMultinomialOnes() {
    Case all = TestSets.random(3, 400, 2, TestSets.ABC);
    ResamplingPlan many = new ResamplingPlan(4000, 0.95, ResamplingUnit.GROUP, 7);

    double poisson = error(all, many.with(new Scheme.Poisson("x")));

    assertThat(poisson / error(all, many)).isBetween(0.94, 1.06);
  }

  private static double error(Case c, ResamplingPlan plan) {
    return Bootstrap.of(c.set(), plan).replicates(Metric.F1_MACRO, c.scores()).standardError();
  }

  @Test
  void refusesPlansAndSetsThatDoNotFit() {
    Case abc = TestSets.random(3, 20, 1, TestSets.ABC);
    Case binary = TestSets.random(3, 20, 1, List.of("no", "yes"));
    GrowingBootstrap growing = new GrowingBootstrap(abc.set(), PLAN);

    assertThatThrownBy(() -> growing.append(binary.set(), binary.scores()))
        .hasMessageContaining("[no, yes]");
    assertThatThrownBy(
            () ->
                new GrowingBootstrap(
                    abc.set(), new ResamplingPlan(100, 0.9, ResamplingUnit.GROUP, 1)))
        .hasMessageContaining("poisson");
    assertThatThrownBy(
            () ->
                new ResamplingPlan(100, 0.9, ResamplingUnit.IMAGE, 1).with(new Scheme.Poisson("x")))
        .hasMessageContaining("named groups");
  }
}
