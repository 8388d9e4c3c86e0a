// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ModelComparisonTest {
  private static final ResamplingPlan RESAMPLING =
      new ResamplingPlan(2000, 0.95, ResamplingUnit.GROUP, 5);
  private static final Set<Metric> NO_OTHERS = Set.of();

  @Test
  void aBetterModelIsFoundAndRankedFirst() {
    Made made = new Made(1, 400, 1);
    List<ComparedCell> cells =
        List.of(made.cell("good", 0.95), made.cell("fair", 0.75), made.cell("alike", 0.75));

    MetricComparison result =
        ModelComparison.of(
                made.set,
                cells,
                ComparisonPlan.of(Metric.ACCURACY, new Family.AgainstReference("fair"), RESAMPLING),
                NO_OTHERS)
            .primary();

    assertThat(result.contrasts())
        .extracting(c -> c.contrast().label())
        .containsExactly("good - fair", "alike - fair");
    ContrastResult better = result.contrasts().get(0);
    assertThat(better.verdict()).isEqualTo(Verdict.FIRST_BETTER);
    assertThat(better.confirmatory()).isTrue();
    assertThat(better.test()).isEqualTo("McNemar exact");
    assertThat(better.adjustedP()).isLessThan(0.01).isGreaterThan(0);
    assertThat(better.simultaneous().lower()).isGreaterThan(0);
    assertThat(better.interval()).isInstanceOf(IntervalEstimate.Interval.class);
    assertThat(result.contrasts().get(1).verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(result.ranks())
        .containsExactly(
            new RankSet("good", 1, 1), new RankSet("fair", 2, 3), new RankSet("alike", 2, 3));
  }

  @Test
  void theOrderOfLossesIsTheOtherWayRound() {
    Made made = new Made(2, 300, 1);

    MetricComparison result =
        ModelComparison.of(
                made.set,
                List.of(made.cell("good", 0.95), made.cell("poor", 0.6)),
                ComparisonPlan.of(Metric.BRIER, new Family.AllPairs(), RESAMPLING),
                NO_OTHERS)
            .primary();

    assertThat(result.contrasts().get(0).difference()).isNegative();
    assertThat(result.contrasts().get(0).verdict()).isEqualTo(Verdict.FIRST_BETTER);
    assertThat(result.contrasts().get(0).test()).isEqualTo("bootstrap t");
    assertThat(result.ranks().get(0)).isEqualTo(new RankSet("good", 1, 1));
  }

  @Test
  void identicalModelsAreUndecidedWithoutAMarginAndEquivalentWithOne() {
    Made made = new Made(3, 200, 1);
    Scores scores = made.scores(0.8);
    List<ComparedCell> cells =
        List.of(ComparedCell.ofOne("one", scores), ComparedCell.ofOne("two", scores));
    ComparisonPlan plan = ComparisonPlan.of(Metric.ACCURACY, new Family.AllPairs(), RESAMPLING);

    ContrastResult plain =
        ModelComparison.of(made.set, cells, plan, NO_OTHERS).primary().contrasts().get(0);
    ContrastResult margin =
        ModelComparison.of(made.set, cells, plan.withMargin(0.02), NO_OTHERS)
            .primary()
            .contrasts()
            .get(0);

    assertThat(plain.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(plain.adjustedP()).isEqualTo(1);
    assertThat(plain.interval()).isInstanceOf(IntervalEstimate.None.class);
    assertThat(margin.verdict()).isEqualTo(Verdict.EQUIVALENT);
  }

  @Test
  void fewDiscordantUnitsLeaveTheDecisionToTheExactTest() {
    Made made = new Made(4, 300, 1);
    int[] decisions = made.decisions(0.9);
    int[] better = decisions.clone();
    int mended = 0;
    for (int row = 0; mended < 6; row++) {
      if (better[row] != made.set.truth(row)) {
        better[row] = made.set.truth(row);
        mended++;
      }
    }
    List<ComparedCell> cells =
        List.of(
            ComparedCell.ofOne("mended", Made.certain(better)),
            ComparedCell.ofOne("plain", Made.certain(decisions)),
            made.cell("other", 0.9));

    ModelComparison comparison =
        ModelComparison.of(
            made.set,
            cells,
            ComparisonPlan.of(Metric.ACCURACY, new Family.AllPairs(), RESAMPLING),
            Set.of(Metric.F1_MACRO));

    ContrastResult few = comparison.primary().contrasts().get(0);
    assertThat(few.discordantUnits()).isEqualTo(6);
    assertThat(few.test()).isEqualTo("McNemar exact");
    // 2 / 2^6, times three pairs
    assertThat(few.p()).isCloseTo(2 / 64.0, within(1e-15));
    assertThat(few.adjustedP()).isCloseTo(6 / 64.0, within(1e-15));
    assertThat(few.notes())
        .containsExactly("only 6 units distinguish the models: the exact test decides");
    assertThat(few.verdict()).isEqualTo(Verdict.UNDECIDED);
    ContrastResult ofF1 = comparison.metrics().get(1).contrasts().get(0);
    assertThat(ofF1.test()).isEqualTo("label-swap permutation, exact");
    assertThat(ofF1.p()).isCloseTo(2 / 64.0, within(1e-15));
    assertThat(ofF1.confirmatory()).isFalse();
  }

  @Test
  void seedsAreComparedByTheirMeansAndMcNemarByTheEnsembleOnly() {
    Made made = new Made(5, 300, 1);
    List<ComparedCell> cells =
        List.of(made.cellOfSeeds("one", 0.9, 3), made.cellOfSeeds("two", 0.8, 3));
    ComparisonPlan plan = ComparisonPlan.of(Metric.ACCURACY, new Family.AllPairs(), RESAMPLING);

    MetricComparison means = ModelComparison.of(made.set, cells, plan, NO_OTHERS).primary();
    MetricComparison ensembles =
        ModelComparison.of(
                made.set,
                cells,
                plan.with(
                    new DecisionTest(DecisionTest.Form.EXACT, new DecisionTest.Of.Ensemble())),
                NO_OTHERS)
            .primary();
    MetricComparison ofSeed =
        ModelComparison.of(
                made.set,
                cells,
                plan.with(new DecisionTest(DecisionTest.Form.EXACT, new DecisionTest.Of.Seed(2))),
                NO_OTHERS)
            .primary();

    assertThat(means.contrasts().get(0).test()).isEqualTo("sign-flip test over units");
    assertThat(means.notes()).anyMatch(note -> note.startsWith("spread of the test set only"));
    assertThat(means.seedsResampled()).isFalse();
    assertThat(ensembles.contrasts().get(0).test())
        .isEqualTo("McNemar exact of the ensembles over seeds");
    assertThat(ofSeed.contrasts().get(0).test()).isEqualTo("McNemar exact of seed 2");
    assertThat(ofSeed.contrasts().get(0).difference())
        .isEqualTo(means.contrasts().get(0).difference());
  }

  @Test
  void saysOnceThatTestsOverUnitsTakeSeedsAsTheyAre() {
    Made made = new Made(12, 300, 1);
    List<ComparedCell> several =
        List.of(
            made.cellOfSeeds("one", 0.9, 5),
            made.cellOfSeeds("two", 0.8, 5),
            made.cellOfSeeds("three", 0.7, 5));
    List<ComparedCell> single =
        List.of(made.cell("one", 0.9), made.cell("two", 0.8), made.cell("three", 0.7));
    ComparisonPlan plan = ComparisonPlan.of(Metric.ACCURACY, new Family.AllPairs(), RESAMPLING);
    Set<Metric> others = Set.of(Metric.AUROC, Metric.LOG_LOSS);

    ModelComparison comparison = ModelComparison.of(made.set, several, plan, others);

    assertThat(comparison.primary().seedsResampled()).isTrue();
    assertThat(comparison.primary().notes())
        .containsExactly(
            "p of sign-flip test over units is about these training seeds: it does not include"
                + " their spread");
    assertThat(comparison.metrics())
        .filteredOn(metric -> metric.metric() == Metric.AUROC)
        .allSatisfy(
            metric ->
                assertThat(metric.notes())
                    .containsExactly(
                        "p of DeLong is about these training seeds: it does not include their"
                            + " spread"));
    // resamples draw seeds, too
    assertThat(comparison.metrics())
        .filteredOn(metric -> metric.metric() == Metric.LOG_LOSS)
        .allSatisfy(metric -> assertThat(metric.notes()).isEmpty());
    assertThat(ModelComparison.of(made.set, single, plan, others).metrics())
        .allSatisfy(metric -> assertThat(metric.notes()).isEmpty());
  }

  @Test
  void adjustingCoarseBootstrapValuesIsRefusedAndExactOnesAreNot() {
    Made made = new Made(6, 200, 1);
    List<ComparedCell> cells = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      cells.add(made.cell("m" + i, 0.7 + 0.03 * i));
    }
    ComparisonPlan plan =
        ComparisonPlan.of(Metric.ACCURACY, new Family.AllPairs(), RESAMPLING).with(AdjustedBy.HOLM);

    ModelComparison comparison = ModelComparison.of(made.set, cells, plan, Set.of(Metric.LOG_LOSS));

    assertThat(comparison.primary().contrasts()).allMatch(c -> c.adjustedP() != null);
    MetricComparison coarse = comparison.metrics().get(1);
    assertThat(coarse.contrasts())
        .allMatch(c -> c.adjustedP() == null && c.verdict() == Verdict.UNDECIDED);
    assertThat(coarse.notes()).anyMatch(note -> note.contains("too coarse for 28 tests"));
  }

  @Test
  void modelsAddedAfterAnInterimAnalysisReopenTheFamily() {
    Made made = new Made(7, 200, 1);
    List<ComparedCell> cells =
        List.of(made.cell("one", 0.8), made.cell("two", 0.8), made.cell("late", 0.9));
    ComparisonPlan plan =
        ComparisonPlan.of(Metric.ACCURACY, new Family.AllPairs(), RESAMPLING)
            .with(new InterimAnalyses(List.of(Set.of("one", "two"))));

    ModelComparison comparison = ModelComparison.of(made.set, cells, plan, NO_OTHERS);

    assertThat(comparison.notes()).hasSize(1);
    assertThat(comparison.notes().get(0))
        .startsWith("interim analysis 2 of this test set: the family was reopened for late");
    assertThat(comparison.primary().contrasts())
        .extracting(ContrastResult::confirmatory)
        .containsExactly(true, false, false);
  }

  @Test
  void areasAreTestedByDeLongAndWithGroupsByObuchowski() {
    Made single = new Made(8, 200, 1);
    Made grouped = new Made(8, 200, 4);
    ComparisonPlan plan = ComparisonPlan.of(Metric.AUROC, new Family.AllPairs(), RESAMPLING);

    ContrastResult ofImages =
        ModelComparison.of(
                single.set, List.of(single.cell("a", 0.9), single.cell("b", 0.7)), plan, NO_OTHERS)
            .primary()
            .contrasts()
            .get(0);
    ContrastResult ofGroups =
        ModelComparison.of(
                grouped.set,
                List.of(grouped.cellOfSeeds("a", 0.9, 2), grouped.cellOfSeeds("b", 0.7, 3)),
                plan,
                NO_OTHERS)
            .primary()
            .contrasts()
            .get(0);

    assertThat(ofImages.test()).isEqualTo("DeLong");
    assertThat(ofGroups.test()).isEqualTo("Obuchowski");
    assertThat(ofGroups.p()).isBetween(0.0, 0.05);
  }

  @Test
  void aRareClassIsResampledWithinClassesAndAVeryRareOneNotAtAll() {
    Made made = new Made(9, 120, 1, 7);
    Made rarer = new Made(9, 120, 1, 3);
    ComparisonPlan plan = ComparisonPlan.of(Metric.F1_MACRO, new Family.AllPairs(), RESAMPLING);

    MetricComparison within =
        ModelComparison.of(
                made.set, List.of(made.cell("a", 0.9), made.cell("b", 0.6)), plan, NO_OTHERS)
            .primary();
    MetricComparison none =
        ModelComparison.of(
                rarer.set, List.of(rarer.cell("a", 0.9), rarer.cell("b", 0.6)), plan, NO_OTHERS)
            .primary();

    assertThat(within.notes()).anyMatch(note -> note.startsWith("resampled within each class"));
    assertThat(within.contrasts().get(0).interval())
        .isInstanceOfSatisfying(
            IntervalEstimate.Interval.class,
            i -> assertThat(i.method()).isEqualTo(IntervalEstimate.Method.PERCENTILE_STRATIFIED));
    assertThat(none.contrasts().get(0).interval())
        .isEqualTo(new IntervalEstimate.None("one class has only 3 groups"));
    assertThat(none.contrasts().get(0).simultaneous()).isNull();
    assertThat(none.ranks()).isEmpty();
  }

  @Test
  void whatCannotBeComparedSaysWhy() {
    Made made = new Made(10, 60, 60);
    List<ComparedCell> cells = List.of(made.cell("a", 0.9), made.cell("b", 0.6));

    ModelComparison comparison =
        ModelComparison.of(
            made.set,
            cells,
            ComparisonPlan.of(Metric.ACCURACY, new Family.AllPairs(), RESAMPLING),
            Set.of(Metric.ECE));

    assertThat(comparison.primary().contrasts()).isEmpty();
    assertThat(comparison.primary().notes()).containsExactly("one group only: nothing to resample");
    assertThat(comparison.metrics().get(1).notes().get(0)).contains("biased");
    assertThatThrownBy(
            () ->
                ModelComparison.of(
                    made.set,
                    cells,
                    ComparisonPlan.of(
                        Metric.ACCURACY, new Family.AgainstReference("c"), RESAMPLING),
                    NO_OTHERS))
        .hasMessage("no cell 'c'; there are [a, b]");
  }

  @Test
  void repeatingTheComparisonGivesTheSameNumbers() {
    Made made = new Made(11, 150, 3);
    List<ComparedCell> cells =
        List.of(made.cellOfSeeds("a", 0.9, 5), made.cellOfSeeds("b", 0.7, 5));
    ComparisonPlan plan =
        ComparisonPlan.of(Metric.F1_WEIGHTED, new Family.AllPairs(), RESAMPLING).withMargin(0.05);

    ModelComparison first = ModelComparison.of(made.set, cells, plan, Set.of(Metric.AUROC));

    assertThat(ModelComparison.of(made.set, cells, plan, Set.of(Metric.AUROC))).isEqualTo(first);
    assertThat(first.primary().seedsResampled()).isTrue();
  }

  /** A made-up set of two classes, and models that are right with a given probability. */
  private static final class Made {
    private final SplittableRandom random;
    private final LabelledSet set;

    Made(long seed, int rows, int groupSize) {
      this(seed, rows, groupSize, rows / 2);
    }

    Made(long seed, int rows, int groupSize, int ofSecondClass) {
      random = new SplittableRandom(seed);
      int[] truth = new int[rows];
      List<String> groups = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        int every = rows / ofSecondClass;
        truth[row] = row % every == 0 && row / every < ofSecondClass ? 1 : 0;
        groups.add(String.valueOf(10_000 + row / groupSize));
      }
      set = new LabelledSet(List.of("no", "yes"), null, truth, groups);
    }

    int[] decisions(double right) {
      int[] decisions = new int[set.rows()];
      for (int row = 0; row < decisions.length; row++) {
        decisions[row] = random.nextDouble() < right ? set.truth(row) : 1 - set.truth(row);
      }
      return decisions;
    }

    static Scores certain(int[] decisions) {
      double[][] rows = new double[decisions.length][2];
      for (int row = 0; row < rows.length; row++) {
        rows[row][decisions[row]] = 1;
      }
      return new Scores(decisions, rows);
    }

    Scores scores(double right) {
      int[] decisions = decisions(right);
      double[][] rows = new double[decisions.length][2];
      for (int row = 0; row < rows.length; row++) {
        double sure = 0.5 + 0.49 * random.nextDouble();
        rows[row][decisions[row]] = sure;
        rows[row][1 - decisions[row]] = 1 - sure;
      }
      return new Scores(decisions, rows);
    }

    ComparedCell cell(String name, double right) {
      return ComparedCell.ofOne(name, scores(right));
    }

    ComparedCell cellOfSeeds(String name, double right, int seeds) {
      Map<Long, Scores> scores = new TreeMap<>();
      for (long seed = 1; seed <= seeds; seed++) {
        scores.put(seed, scores(right));
      }
      return new ComparedCell(name, new TreeMap<>(scores));
    }
  }
}
