// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.FindingSets;
import dev.assay.statistics.FindingSets.Case;
import dev.assay.statistics.FindingSets.Population;
import dev.assay.statistics.TestSets;
import dev.assay.statistics.comparison.FindingsComparison.OfMetric;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.FindingSet.Truth;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FindingsComparisonTest {
  private static final Population CHEST = new Population(80, 2, 5, 0.3, 0.4, 1.2, 0.2);
  private static final ResamplingPlan RESAMPLING =
      new ResamplingPlan(1000, 0.95, ResamplingUnit.GROUP, 1)
          .with(ResamplingPlan.Method.PER_METRIC);

  private static ComparisonPlan plan(Metric primary) {
    return ComparisonPlan.of(primary, new Family.AllPairs(), RESAMPLING);
  }

  private static List<FindingModel> models(Case drawn) {
    List<FindingModel> models = new ArrayList<>();
    for (FindingScores scores : drawn.models()) {
      models.add(new FindingModel("m" + models.size(), FindingSets.seeds(scores)));
    }
    return models;
  }

  private static FindingsComparison compared(Case drawn, ComparisonPlan plan) {
    return FindingsComparison.of(
        drawn.set(), models(drawn), plan, Set.of(Metric.AVERAGE_PRECISION_POSITIVE));
  }

  private static List<ContrastResult> rows(OfMetric of) {
    return of.findings().stream().flatMap(finding -> finding.contrasts().stream()).toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"AUROC", "AVERAGE_PRECISION_POSITIVE"})
  void eachDifferenceIsInferredAsOfTwoClassesAndAdjustedOverAllFindings(Metric metric) {
    Case drawn = FindingSets.drawn(CHEST, 3, 7);

    OfMetric found = compared(drawn, plan(metric)).metrics().getFirst();

    assertThat(found.primary()).isTrue();
    assertThat(rows(found)).hasSize(5 * 3).allMatch(ContrastResult::confirmatory);
    for (int f = 0; f < 5; f++) {
      int finding = f;
      FindingSet.Known known = drawn.set().known(f);
      MetricComparison binary =
          ModelComparison.of(
                  known.set(),
                  models(drawn).stream().map(model -> model.of(finding, known)).toList(),
                  plan(metric),
                  Set.of())
              .primary();
      for (int k = 0; k < 3; k++) {
        ContrastResult row = found.findings().get(f).contrasts().get(k);
        ContrastResult alone = binary.contrasts().get(k);
        assertThat(row.p()).isEqualTo(alone.p());
        assertThat(row.difference()).isEqualTo(alone.difference());
        assertThat(row.interval()).isEqualTo(alone.interval());
        assertThat(row.test()).isEqualTo(alone.test());
        assertThat(row.adjustedP()).isGreaterThanOrEqualTo(alone.adjustedP());
        assertThat(row.simultaneous().lower()).isLessThanOrEqualTo(alone.simultaneous().lower());
        assertThat(row.simultaneous().upper()).isGreaterThanOrEqualTo(alone.simultaneous().upper());
      }
    }
  }

  @Test
  void holmIsOverAllFindingsAndPairs() {
    Case drawn = FindingSets.drawn(CHEST, 3, 7);

    OfMetric found = compared(drawn, plan(Metric.AUROC).with(AdjustedBy.HOLM)).metrics().getFirst();

    double[] p = rows(found).stream().mapToDouble(ContrastResult::p).toArray();
    assertThat(rows(found).stream().mapToDouble(ContrastResult::adjustedP).toArray())
        .containsExactly(Adjustment.HOLM.adjust(p));
  }

  @Test
  void copiesOfAFindingAreWorthOneTestAndIndependentOnesAllOfThem() {
    double[] one = new double[300];
    double[][] copies = new double[2][];
    JointAreas same = new JointAreas(List.of(Contrast.pair("a - b", 0, 1)), 300);
    JointAreas apart = new JointAreas(List.of(Contrast.pair("a - b", 0, 1)), 300);
    var random = new SplittableRandom(4);
    for (int unit = 0; unit < 300; unit++) {
      one[unit] = random.nextDouble() - 0.5;
    }
    copies[0] = one;
    copies[1] = new double[300];
    for (int f = 0; f < 10; f++) {
      same.add(copies, k -> true);
      double[][] own = new double[2][300];
      for (int unit = f * 30; unit < f * 30 + 30; unit++) {
        own[0][unit] = one[unit];
      }
      apart.add(own, k -> true);
    }

    assertThat(same.effectiveTests(0.05, 10_000, 1)).isCloseTo(1, within(0.15));
    // ten independent ones: .05 / (1 - .95^(1/10)) = 9.77
    assertThat(apart.effectiveTests(0.05, 10_000, 1)).isCloseTo(9.77, within(1.0));
  }

  @Test
  void aFindingOfOnePatientCannotBeTestedAndStaysInTheFamily() {
    Case drawn = FindingSets.drawn(new Population(60, 1, 2, .3, 0, 1, 0), 2, 6);
    Truth[][] truth = new Truth[2][60];
    for (int row = 0; row < 60; row++) {
      truth[0][row] = Truth.values()[drawn.set().known(0).set().truth(row)];
      truth[1][row] = row == 7 ? Truth.PRESENT : Truth.ABSENT;
    }
    FindingSet set = new FindingSet(List.of("f", "rare"), truth, TestSets.ownGroups(60));

    OfMetric found =
        compared(new Case(set, drawn.models()), plan(Metric.AUROC)).metrics().getFirst();

    assertThat(found.findings().get(1).contrasts().getFirst().verdict())
        .isEqualTo(Verdict.UNTESTABLE);
    ContrastResult row = found.findings().get(0).contrasts().getFirst();
    assertThat(row.adjustedP()).isEqualTo(Math.min(1, 2 * row.p()), within(1e-12));
    assertThat(found.means().getFirst().verdict()).isEqualTo(Verdict.UNTESTABLE);
    assertThat(found.means().getFirst().interval())
        .isEqualTo(
            new IntervalEstimate.None(
                "of rare one class has only one unit: its spread is unknown"));
  }

  @Test
  void nothingIsComparedWhereNothingHasAValue() {
    FindingSet set =
        new FindingSet(
            List.of("f"), new Truth[][] {{Truth.ABSENT, Truth.ABSENT}}, TestSets.ownGroups(2));
    FindingScores scores = new FindingScores(new double[][] {{.1}, {.2}});

    FindingsComparison found = compared(new Case(set, List.of(scores, scores)), plan(Metric.AUROC));

    assertThat(found.metrics().getFirst().findings()).isEmpty();
    assertThat(found.metrics().getFirst().notes()).containsExactly("no finding has a value");
  }

  @Test
  void threadsDoNotMatter() throws Exception {
    Case drawn = FindingSets.drawn(CHEST, 3, 9);
    ForkJoinPool one = new ForkJoinPool(1);
    try {
      FindingsComparison alone = one.submit(() -> compared(drawn, plan(Metric.AUROC))).get();

      assertThat(compared(drawn, plan(Metric.AUROC)).metrics()).isEqualTo(alone.metrics());
    } finally {
      one.shutdown();
    }
  }

  @Test
  void theMeanOfOneFindingDiffersAsTheFinding() {
    Case drawn = FindingSets.drawn(new Population(300, 1, 1, .3, .3, 1, 0), 2, 3);

    OfMetric found = compared(drawn, plan(Metric.AUROC)).metrics().getFirst();

    ContrastResult mean = found.means().getFirst();
    ContrastResult one = found.findings().getFirst().contrasts().getFirst();
    assertThat(mean.difference()).isCloseTo(one.difference(), within(1e-12));
    assertThat(mean.standardError()).isCloseTo(one.standardError(), within(1e-3));
    assertThat(mean.p()).isCloseTo(one.p(), within(0.01));
    assertThat(mean.confirmatory()).isFalse();
  }

  @Test
  void theMeanIsDecidedWhereNoFindingIs() {
    Case drawn = FindingSets.drawn(new Population(120, 1, 12, .2, .2, 1, 0), 2, 3);
    List<FindingModel> models = models(drawn);
    double[][] better = new double[120][12];
    for (int f = 0; f < 12; f++) {
      FindingSet.Known known = drawn.set().known(f);
      for (int row = 0; row < 120; row++) {
        double p = drawn.models().get(1).probability(row, f);
        better[row][f] = known.set().truth(row) == 1 ? Math.min(1, p + 0.1) : p;
      }
    }
    models.set(0, new FindingModel("m0", FindingSets.seeds(new FindingScores(better))));

    OfMetric found =
        FindingsComparison.of(drawn.set(), models, plan(Metric.AUROC), Set.of())
            .metrics()
            .getFirst();

    ContrastResult mean = found.means().getFirst();
    assertThat(mean.verdict()).isEqualTo(Verdict.FIRST_BETTER);
    assertThat(mean.standardError())
        .isLessThan(found.findings().getFirst().contrasts().getFirst().standardError());
  }

  @Test
  void equalModelsHaveEqualMeans() {
    Case drawn = FindingSets.drawn(CHEST, 1, 3);
    Case twice =
        new Case(drawn.set(), List.of(drawn.models().getFirst(), drawn.models().getFirst()));

    ContrastResult mean =
        compared(twice, plan(Metric.AUROC)).metrics().getFirst().means().getFirst();

    assertThat(mean.difference()).isZero();
    assertThat(mean.p()).isEqualTo(1);
    assertThat(mean.simultaneous().lower()).isNegative();
  }

  /** Equally good models: none of the differences of eight findings may be found too often. */
  @Test
  void theFamilyOfFindingsKeepsItsLevel() {
    // 5 %, plus three standard errors of 80 sets
    assertThat(foundWrongly(80, FindingsComparisonTest::rows)).isLessThan(0.123);
    assertThat(foundWrongly(80, OfMetric::means)).isLessThan(0.123);
  }

  @Test
  @Tag("long")
  void theFamilyOfFindingsKeepsItsLevelInManySets() {
    assertThat(foundWrongly(2000, FindingsComparisonTest::rows)).isLessThan(0.06);
    assertThat(foundWrongly(2000, OfMetric::means)).isLessThan(0.06);
  }

  /** Rare findings; and a second model that says something else of a few images only. */
  @Test
  void theMeanOfRareFindingsOrOfNearlyEqualModelsKeepsItsLevel() {
    // 5 %, plus three standard errors of 100 sets
    assertThat(foundWronglyOfRare(100, 200)).isLessThan(0.116);
    assertThat(foundWronglyOfRare(100, 4)).isLessThan(0.116);
  }

  @Test
  @Tag("long")
  void theMeanKeepsItsLevelThereInManySets() {
    assertThat(foundWronglyOfRare(2000, 200)).as("rare").isLessThan(0.06);
    assertThat(foundWronglyOfRare(2000, 30)).as("of 30 images").isLessThan(0.06);
    assertThat(foundWronglyOfRare(2000, 4)).as("of 4 images").isLessThan(0.06);
  }

  /**
   * @param otherwise images of which the models say something else
   */
  private static double foundWronglyOfRare(int sets, int otherwise) {
    Population rare = new Population(200, 1, 5, 0.04, 0.4, 1.2, 0);
    int wrong = 0;
    for (int i = 0; i < sets; i++) {
      Case drawn = FindingSets.drawn(rare, 2, 9000 + i);
      double[][] second = new double[200][5];
      for (int row = 0; row < 200; row++) {
        // rows are drawn independently: any of them are as good as others
        FindingScores from = drawn.models().get(row < otherwise ? 1 : 0);
        for (int f = 0; f < 5; f++) {
          second[row][f] = from.probability(row, f);
        }
      }
      Case pair =
          new Case(drawn.set(), List.of(drawn.models().getFirst(), new FindingScores(second)));
      for (ContrastResult mean :
          FindingsComparison.of(pair.set(), models(pair), plan(Metric.AUROC), Set.of())
              .metrics()
              .getFirst()
              .means()) {
        wrong += mean.p() != null && mean.p() <= .05 ? 1 : 0;
      }
    }
    return (double) wrong / sets;
  }

  private static double foundWrongly(
      int sets, Function<OfMetric, List<ContrastResult>> differences) {
    Population none = new Population(60, 2, 8, 0.15, 0.5, 1, 0.2);
    int wrong = 0;
    for (int i = 0; i < sets; i++) {
      Case drawn = FindingSets.drawn(none, 3, 50 + i);
      OfMetric found =
          FindingsComparison.of(drawn.set(), models(drawn), plan(Metric.AUROC), Set.of())
              .metrics()
              .getFirst();
      wrong +=
          differences.apply(found).stream()
                  .anyMatch(row -> row.adjustedP() != null && row.adjustedP() <= .05)
              ? 1
              : 0;
    }
    return (double) wrong / sets;
  }
}
