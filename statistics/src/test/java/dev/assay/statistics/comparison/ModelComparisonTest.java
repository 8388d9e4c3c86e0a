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
import dev.assay.statistics.testset.Seeds;
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
    assertThat(result.contrasts().get(0).test()).isEqualTo("t over units (Satterthwaite)");
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
    // none of 200 is discordant: z^2 / (n + z^2)
    assertThat(plain.interval())
        .isInstanceOfSatisfying(
            IntervalEstimate.Interval.class,
            i -> assertThat(i.upper()).isCloseTo(3.841459 / 203.841459, within(1e-7)));
    assertThat(margin.verdict()).isEqualTo(Verdict.EQUIVALENT);
    // 1 - .05^(1/200)
    assertThat(margin.margin().interval().upper()).isCloseTo(0.014867, within(1e-6));
    assertThat(margin.margin().confidence()).isCloseTo(0.9, within(1e-12));
  }

  @Test
  void aFewImagesWithoutDiscordanceDecideNoMargin() {
    Made made = new Made(3, 30, 1);
    Scores scores = made.scores(0.9);
    ComparisonPlan plan =
        ComparisonPlan.of(Metric.ACCURACY, new Family.AllPairs(), RESAMPLING).withMargin(0.01);

    ContrastResult result =
        ModelComparison.of(
                made.set,
                List.of(ComparedCell.ofOne("one", scores), ComparedCell.ofOne("two", scores)),
                plan,
                NO_OTHERS)
            .primary()
            .contrasts()
            .get(0);

    assertThat(result.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(result.notes())
        .contains(
            "not enough discordant units to decide: with none a true difference of 0.095 is still"
                + " possible (one-sided 95 %)");
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
    // 2 / 2^6, times what three pairs are worth
    assertThat(few.p()).isCloseTo(2 / 64.0, within(1e-15));
    assertThat(few.adjustedP()).isBetween(2 * 2 / 64.0, 3 * 2 / 64.0);
    assertThat(few.notes())
        .containsExactly(
            "only 6 units distinguish the models: no p is below that of the exact test");
    assertThat(few.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(few.simultaneous().lower()).isNotPositive();
    ContrastResult ofF1 = comparison.metrics().get(1).contrasts().get(0);
    assertThat(ofF1.p()).isGreaterThanOrEqualTo(2 / 64.0);
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

    assertThat(means.contrasts().get(0).test()).isEqualTo("t over units and seeds (Satterthwaite)");
    assertThat(means.seedsResampled()).isTrue();
    assertThat(ensembles.contrasts().get(0).test())
        .isEqualTo("McNemar exact of the ensembles over seeds");
    assertThat(ofSeed.contrasts().get(0).test()).isEqualTo("McNemar exact of seed 2");
    // p and interval of a row are about the difference that stands in it
    assertThat(ofSeed.contrasts().get(0).notes())
        .containsExactly("the difference is that of seed 2");
    Scores first = cells.get(0).seeds().get(2L);
    Scores second = cells.get(1).seeds().get(2L);
    assertThat(ofSeed.contrasts().get(0).difference())
        .isCloseTo(
            Metric.ACCURACY.of(made.set, first).number().orElseThrow()
                - Metric.ACCURACY.of(made.set, second).number().orElseThrow(),
            within(1e-12));
  }

  @Test
  void theSpreadOfSeedsIsInEveryRowFromTwoSeedsOn() {
    Made made = new Made(12, 300, 1);
    Scores one = made.scores(0.9);
    int[] worse = made.decisions(0.8);
    ComparedCell several =
        new ComparedCell("several", new TreeMap<>(Map.of(1L, one, 2L, Made.certain(worse))));
    ComparedCell single = made.cell("single", 0.7);
    ComparisonPlan plan = ComparisonPlan.of(Metric.ACCURACY, new Family.AllPairs(), RESAMPLING);

    MetricComparison result =
        ModelComparison.of(made.set, List.of(several, single), plan, Set.of(Metric.AUROC))
            .primary();

    ContrastResult row = result.contrasts().get(0);
    double firstSeed = Metric.ACCURACY.of(made.set, one).number().orElseThrow();
    double secondSeed = Metric.ACCURACY.of(made.set, Made.certain(worse)).number().orElseThrow();
    // s^2 / 2 of two values is (a - b)^2 / 4
    double ofSeeds = Math.pow(firstSeed - secondSeed, 2) / 4;
    assertThat(row.standardError() * row.standardError()).isGreaterThan(ofSeeds);
    assertThat(result.notes())
        .containsExactly(
            "cells with one seed: the spread of their training is not in the intervals");
  }

  /**
   * The same models on other inputs: what their seeds have in common is not in the spread of their
   * differences. Here all seeds lose the same.
   */
  @Test
  void seedsOfTheSameModelsArePaired() {
    Made made = new Made(11, 300, 1);
    TreeMap<Long, Scores> clean = new TreeMap<>();
    TreeMap<Long, Scores> corrupted = new TreeMap<>();
    double[] skills = {0.7, 0.8, 0.9};
    for (int seed = 0; seed < skills.length; seed++) {
      Scores scores = made.scores(skills[seed]);
      clean.put((long) seed, scores);
      corrupted.put((long) seed, turned(made, scores, 30));
    }
    ComparisonPlan plan = ComparisonPlan.of(Metric.ACCURACY, new Family.AllPairs(), RESAMPLING);

    ContrastResult paired =
        ModelComparison.of(
                made.set,
                List.of(
                    new ComparedCell("clean", clean, "m"),
                    new ComparedCell("corrupted", corrupted, "m")),
                plan,
                NO_OTHERS)
            .primary()
            .contrasts()
            .get(0);
    ContrastResult unpaired =
        ModelComparison.of(
                made.set,
                List.of(new ComparedCell("clean", clean), new ComparedCell("corrupted", corrupted)),
                plan,
                NO_OTHERS)
            .primary()
            .contrasts()
            .get(0);

    assertThat(paired.difference()).isEqualTo(unpaired.difference());
    assertThat(paired.standardError()).isLessThan(0.6 * unpaired.standardError());
    double[] drops = new double[skills.length];
    for (int seed = 0; seed < drops.length; seed++) {
      drops[seed] =
          Metric.ACCURACY.of(made.set, clean.get((long) seed)).number().orElseThrow()
              - Metric.ACCURACY.of(made.set, corrupted.get((long) seed)).number().orElseThrow();
    }
    double ofSeeds = Seeds.standardDeviation(drops) / Math.sqrt(drops.length);
    assertThat(paired.standardError()).isGreaterThan(ofSeeds);
  }

  /** Wrong about the first images of those that are right. */
  private static Scores turned(Made made, Scores scores, int images) {
    double[][] p = new double[scores.rows()][];
    int left = images;
    for (int row = 0; row < p.length; row++) {
      double first = scores.probability(row, 0);
      boolean right = scores.predicted(row) == made.set.truth(row);
      p[row] =
          right && left-- > 0 ? new double[] {1 - first, first} : new double[] {first, 1 - first};
    }
    return Scores.ofProbabilities(p);
  }

  @Test
  void everySourceAdjustsUpwardsAndItsIntervalsSayTheSame() {
    Made made = new Made(6, 200, 1);
    List<ComparedCell> cells = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      cells.add(made.cell("m" + i, 0.7 + 0.05 * i));
    }
    for (AdjustedBy source : AdjustedBy.values()) {
      ComparisonPlan plan =
          ComparisonPlan.of(Metric.ACCURACY, new Family.AllPairs(), RESAMPLING).with(source);
      for (MetricComparison metric :
          ModelComparison.of(made.set, cells, plan, Set.of(Metric.LOG_LOSS, Metric.MCC))
              .metrics()) {
        assertThat(metric.contrasts()).allSatisfy(row -> agrees(row, 0.05));
        assertThat(metric.contrasts()).anyMatch(row -> row.verdict().isDifference());
      }
    }
  }

  /** The adjusted p, the simultaneous interval and the verdict of a row. */
  static void agrees(ContrastResult row, double alpha) {
    assertThat(row.adjustedP()).isGreaterThanOrEqualTo(row.p());
    boolean rejected = row.adjustedP() <= alpha;
    Difference.Ends joint = row.simultaneous();
    assertThat(joint.lower() > 0 || joint.upper() < 0).as("%s", row).isEqualTo(rejected);
    assertThat(row.verdict().isDifference()).isEqualTo(rejected);
    assertThat(joint.lower()).isLessThanOrEqualTo(row.difference());
    assertThat(joint.upper()).isGreaterThanOrEqualTo(row.difference());
    assertThat(row.precision()).isBetween(0.0, 1.0);
    IntervalEstimate.Interval alone = (IntervalEstimate.Interval) row.interval();
    assertThat(alone.lower() > 0 || alone.upper() < 0).isEqualTo(row.p() <= alpha);
    Margin margin = row.margin();
    if (margin != null && !rejected) {
      boolean within =
          margin.interval().lower() > -margin.margin()
              && margin.interval().upper() < margin.margin();
      assertThat(row.verdict() == Verdict.EQUIVALENT).isEqualTo(within);
      assertThat(margin.pEquivalent())
          .isEqualTo(Math.max(margin.pFirstNotInferior(), margin.pSecondNotInferior()));
    }
  }

  @Test
  void rowsOfRandomSetsNeverContradictThemselves() {
    SplittableRandom random = new SplittableRandom(2026);
    Metric[] metrics = {
      Metric.ACCURACY,
      Metric.BALANCED_ACCURACY,
      Metric.RECALL_BINARY,
      Metric.SPECIFICITY_BINARY,
      Metric.PRECISION_BINARY,
      Metric.F1_BINARY,
      Metric.F1_MACRO,
      Metric.F1_WEIGHTED,
      Metric.MCC,
      Metric.COHEN_KAPPA,
      Metric.AUROC,
      Metric.AVERAGE_PRECISION_POSITIVE,
      Metric.BRIER
    };
    int tested = 0;
    for (int i = 0; i < 150; i++) {
      int rows = 12 + random.nextInt(120);
      Made made =
          new Made(
              i, rows, 1 + random.nextInt(4), 1 + random.nextInt(Math.max(1, rows / 2)), "yes");
      List<ComparedCell> cells = new ArrayList<>();
      int count = 2 + random.nextInt(2);
      for (int c = 0; c < count; c++) {
        double right = random.nextInt(4) == 0 ? 1 : 0.6 + 0.4 * random.nextDouble();
        cells.add(
            random.nextInt(3) == 0
                ? made.cellOfSeeds("m" + c, right, 2 + random.nextInt(3))
                : made.cell("m" + c, right));
      }
      ComparisonPlan plan =
          ComparisonPlan.of(
                  metrics[random.nextInt(metrics.length)],
                  new Family.AllPairs(),
                  new ResamplingPlan(200, 0.95, ResamplingUnit.GROUP, i))
              .with(AdjustedBy.values()[random.nextInt(AdjustedBy.values().length)])
              .withMargin(0.01 + 0.2 * random.nextDouble());
      for (ContrastResult row :
          ModelComparison.of(made.set, cells, plan, NO_OTHERS).primary().contrasts()) {
        if (row.verdict() == Verdict.UNTESTABLE) {
          assertThat(row.p()).isNull();
          assertThat(row.simultaneous()).isNull();
          assertThat(row.interval()).isInstanceOf(IntervalEstimate.None.class);
        } else {
          agrees(row, 0.05);
          tested++;
        }
      }
    }
    assertThat(tested).isGreaterThan(150);
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
                List.of(grouped.cell("a", 0.9), grouped.cell("b", 0.7)),
                plan,
                NO_OTHERS)
            .primary()
            .contrasts()
            .get(0);

    ContrastResult ofSeeds =
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
    assertThat(ofSeeds.test()).isEqualTo("t over units and seeds (Satterthwaite)");
  }

  @Test
  void aRareClassHasWideIntervalsAndASingleUnitOfItNone() {
    Made made = new Made(9, 120, 1, 3);
    Made single = new Made(9, 120, 1, 1);
    ComparisonPlan plan = ComparisonPlan.of(Metric.F1_MACRO, new Family.AllPairs(), RESAMPLING);

    MetricComparison rare =
        ModelComparison.of(
                made.set,
                List.of(made.cell("a", 0.9), made.cell("b", 0.6), made.cell("c", 0.6)),
                plan,
                NO_OTHERS)
            .primary();
    MetricComparison none =
        ModelComparison.of(
                single.set, List.of(single.cell("a", 0.9), single.cell("b", 0.6)), plan, NO_OTHERS)
            .primary();

    assertThat(rare.notes()).anyMatch(note -> note.startsWith("resampled within each class"));
    assertThat(rare.contrasts()).allMatch(row -> row.p() != null);
    assertThat(none.contrasts().get(0).interval())
        .isEqualTo(new IntervalEstimate.None("one class has only 1 unit: its spread is unknown"));
    assertThat(none.contrasts().get(0).simultaneous()).isNull();
    assertThat(none.contrasts().get(0).verdict()).isEqualTo(Verdict.UNTESTABLE);
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
      this(seed, rows, groupSize, ofSecondClass, null);
    }

    Made(long seed, int rows, int groupSize, int ofSecondClass, String positive) {
      random = new SplittableRandom(seed);
      int[] truth = new int[rows];
      List<String> groups = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        int every = rows / ofSecondClass;
        truth[row] = row % every == 0 && row / every < ofSecondClass ? 1 : 0;
        groups.add(String.valueOf(10_000 + row / groupSize));
      }
      set = new LabelledSet(List.of("no", "yes"), positive, truth, groups);
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
