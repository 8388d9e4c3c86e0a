// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.CellEvaluation.MetricResult;
import dev.assay.statistics.FindingSets.Case;
import dev.assay.statistics.FindingSets.Population;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.FindingSet.Truth;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingsEvaluationTest {
  private static final Population CHEST = new Population(60, 3, 6, 0.25, 0.5, 1.2, 0.2);
  private static final ResamplingPlan PLAN = plan(ResamplingUnit.GROUP);

  private static ResamplingPlan plan(ResamplingUnit unit) {
    return new ResamplingPlan(500, 0.95, unit, 1).with(ResamplingPlan.Method.PER_METRIC);
  }

  @Test
  void eachFindingIsAQuestionOfTwoClassesAmongItsKnownImages() {
    Case drawn = FindingSets.drawn(CHEST, 2, 5);

    FindingsEvaluation found =
        FindingsEvaluation.of(
            drawn.set(), FindingSets.seeds(drawn.models().get(0), drawn.models().get(1)), PLAN);

    for (int f = 0; f < CHEST.findings(); f++) {
      int finding = f;
      FindingSet.Known known = drawn.set().known(f);
      assertThat(known.set().rows()).isLessThan(drawn.set().rows());
      var seeds = CellEvaluation.oneSeed(1, drawn.models().get(0).of(finding, known));
      seeds.put(2L, drawn.models().get(1).of(finding, known));
      CellEvaluation binary = CellEvaluation.withIntervals(known.set(), seeds, PLAN);
      for (MetricResult result : found.findings().get(f).metrics()) {
        MetricResult expected = binary.of(result.metric());
        assertThat(result.point()).isEqualTo(expected.point());
        assertThat(result.seedSd()).isEqualTo(expected.seedSd());
        assertThat(result.interval()).isEqualTo(expected.interval());
      }
    }
  }

  @Test
  void meanIsOverTheFindingsThatHaveAnArea() {
    Truth p = Truth.PRESENT;
    Truth a = Truth.ABSENT;
    Truth u = Truth.UNKNOWN;
    FindingSet set =
        new FindingSet(
            List.of("good", "poor", "nowhere", "everywhere", "unknown"),
            new Truth[][] {
              {p, a, p, a, p, a},
              {p, a, p, a, u, u},
              {a, a, a, a, u, a},
              {p, p, p, p, p, u},
              {u, u, u, u, u, u}
            },
            TestSets.ownGroups(6));
    double[][] scores = new double[6][5];
    double[] good = {.9, .1, .8, .2, .7, .3};
    double[] poor = {.5, .5, .5, .5, .9, .1};
    for (int row = 0; row < 6; row++) {
      scores[row] = new double[] {good[row], poor[row], .5, .5, .5};
    }

    FindingsEvaluation found =
        FindingsEvaluation.of(set, FindingSets.seeds(new FindingScores(scores)), PLAN);

    assertThat(point(found.findings().get(0).metrics().get(0))).isEqualTo(1);
    assertThat(point(found.findings().get(1).metrics().get(0))).as("ties").isEqualTo(0.5);
    assertThat(found.means()).extracting(FindingsEvaluationTest::point).containsExactly(.75, .75);
    assertThat(found.means())
        .allSatisfy(mean -> assertThat(mean.interval()).isInstanceOf(Interval.class));
    assertThat(set.withAreas()).containsExactly(0, 1);
    assertThat(set.whyNoArea(2)).hasValue("present in none of the 5 images for which it is known");
    assertThat(set.whyNoArea(3)).hasValue("present in all of the 5 images for which it is known");
    assertThat(set.whyNoArea(4)).hasValue("known for no image");
    assertThat(found.findings().get(4).metrics().get(1).interval())
        .isEqualTo(new IntervalEstimate.None("known for no image"));
  }

  @Test
  void meanOverOneFindingIsThatFinding() {
    Case drawn = FindingSets.drawn(new Population(50, 2, 1, .3, .4, 1, 0), 1, 2);

    FindingsEvaluation found =
        FindingsEvaluation.of(drawn.set(), FindingSets.seeds(drawn.models().get(0)), PLAN);

    for (int m = 0; m < 2; m++) {
      Interval one = interval(found.findings().get(0).metrics().get(m));
      Interval mean = interval(found.means().get(m));
      assertThat(mean.lower()).isCloseTo(one.lower(), within(1e-12));
      assertThat(mean.upper()).isCloseTo(one.upper(), within(1e-12));
    }
  }

  @Test
  void meanOverEqualFindingsIsAsUncertainAsOneAndOverIndependentOnesLess() {
    Case drawn = FindingSets.drawn(new Population(200, 1, 4, .3, 0, 1, 0), 1, 3);
    Truth[][] same = new Truth[4][200];
    double[][] scores = new double[200][4];
    FindingSet.Known first = drawn.set().known(0);
    for (int row = 0; row < 200; row++) {
      for (int f = 0; f < 4; f++) {
        same[f][row] = Truth.values()[first.set().truth(row)];
        scores[row][f] = drawn.models().get(0).probability(row, 0);
      }
    }
    FindingSet copies = new FindingSet(drawn.set().findings(), same, TestSets.ownGroups(200));

    FindingsEvaluation equal =
        FindingsEvaluation.of(copies, FindingSets.seeds(new FindingScores(scores)), PLAN);
    FindingsEvaluation independent =
        FindingsEvaluation.of(drawn.set(), FindingSets.seeds(drawn.models().get(0)), PLAN);

    double one = width(equal.findings().get(0).metrics().get(0));
    assertThat(width(equal.means().get(0))).isCloseTo(one, within(1e-12));
    assertThat(width(independent.means().get(0))).isBetween(one * 0.4, one * 0.75);
  }

  @ParameterizedTest
  @CsvSource({"60,2,8,.1,.6,1,.2", "30,4,14,.2,.3,1.5,.4", "400,1,5,.02,.5,1.2,0"})
  void intervalOfTheMeanCovers(
      int patients,
      int images,
      int findings,
      double prevalence,
      double sharing,
      double strength,
      double unknown) {
    Population of =
        new Population(patients, images, findings, prevalence, sharing, strength, unknown);

    // 95 %, less three standard errors of 100 sets
    assertThat(covered(of, 100)).isGreaterThan(0.884);
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({"60,2,8,.1,.6,1,.2", "30,4,14,.2,.3,1.5,.4", "400,1,5,.02,.5,1.2,0"})
  void intervalOfTheMeanCoversInManySets(
      int patients,
      int images,
      int findings,
      double prevalence,
      double sharing,
      double strength,
      double unknown) {
    Population of =
        new Population(patients, images, findings, prevalence, sharing, strength, unknown);

    assertThat(covered(of, 2000)).isGreaterThan(0.94);
  }

  private static double covered(Population of, int sets) {
    double truth = NormalDistribution.of(0, 1).cumulativeProbability(of.strength() / Math.sqrt(2));
    int covered = 0;
    for (int i = 0; i < sets; i++) {
      Case drawn = FindingSets.drawn(of, 1, 1000 + i);
      Interval mean =
          interval(
              FindingsEvaluation.of(drawn.set(), FindingSets.seeds(drawn.models().get(0)), PLAN)
                  .means()
                  .get(0));
      covered += mean.lower() <= truth && truth <= mean.upper() ? 1 : 0;
    }
    return (double) covered / sets;
  }

  @Test
  void patientsAreUnits() {
    Case drawn = FindingSets.drawn(new Population(40, 5, 4, .3, .9, 1, .1), 1, 8);
    var model = FindingSets.seeds(drawn.models().get(0));

    FindingsEvaluation patients = FindingsEvaluation.of(drawn.set(), model, PLAN);
    FindingsEvaluation images =
        FindingsEvaluation.of(drawn.set(), model, plan(ResamplingUnit.IMAGE));

    assertThat(width(patients.means().get(0))).isGreaterThan(1.2 * width(images.means().get(0)));
    assertThat(interval(images.means().get(0)).cautions())
        .containsExactly("assumes independent images, but groups have several");
  }

  @Test
  void twoImagesAndOnePatientHavePointsAndSayWhatIsMissing() {
    Truth[][] truth = {{Truth.PRESENT, Truth.ABSENT}};
    FindingScores scores = new FindingScores(new double[][] {{.8}, {.3}});
    FindingSet two = new FindingSet(List.of("f"), truth, TestSets.ownGroups(2));
    FindingSet one = new FindingSet(List.of("f"), truth, List.of("p", "p"));

    FindingsEvaluation ofTwo = FindingsEvaluation.of(two, FindingSets.seeds(scores), PLAN);
    FindingsEvaluation ofOne = FindingsEvaluation.of(one, FindingSets.seeds(scores), PLAN);

    assertThat(point(ofTwo.means().get(0))).isEqualTo(1);
    assertThat(interval(ofTwo.means().get(0)).upper()).isEqualTo(1);
    assertThat(point(ofOne.means().get(0))).isEqualTo(1);
    assertThat(ofOne.means().get(0).interval())
        .isEqualTo(
            new IntervalEstimate.None(
                "f needs at least 2 groups, there is 1: nothing shows how groups differ"));
  }

  @ParameterizedTest
  @CsvSource({"PERCENTILE", "BCA"})
  void findingsHaveTheIntervalsOfOtherMethodsToo(ResamplingPlan.Method method) {
    Case drawn = FindingSets.drawn(new Population(80, 1, 2, .4, .2, 1, 0), 1, 4);

    FindingsEvaluation found =
        FindingsEvaluation.of(
            drawn.set(), FindingSets.seeds(drawn.models().get(0)), PLAN.with(method));

    assertThat(interval(found.findings().get(0).metrics().get(0)).method().label())
        .contains("bootstrap");
    assertThat(interval(found.means().get(0)).method())
        .isEqualTo(IntervalEstimate.Method.AREA_SCORE);
  }

  @Test
  void refusesWhatIsNoSet() {
    Truth[][] one = {{Truth.PRESENT}};
    assertThatThrownBy(() -> new FindingSet(List.of(), new Truth[0][], List.of("p")))
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> new FindingSet(List.of("f", "f"), one, List.of("p")))
        .hasMessageContaining("different names");
    assertThatThrownBy(() -> new FindingSet(List.of("f"), one, List.of()))
        .hasMessageContaining("at least one row");
    assertThatThrownBy(() -> new FindingScores(new double[][] {{1.5}}))
        .hasMessageContaining("row 0: 1.5 is not a probability");
    assertThatThrownBy(
            () ->
                FindingsEvaluation.of(
                    new FindingSet(List.of("f"), one, List.of("p")),
                    FindingSets.seeds(new FindingScores(new double[][] {{.5, .5}})),
                    PLAN))
        .hasMessageContaining("1 rows and 2 findings for a set of 1 rows and 1 findings");
  }

  private static double point(MetricResult of) {
    return of.point().number().orElseThrow();
  }

  private static Interval interval(MetricResult of) {
    assertThat(of.interval()).isInstanceOf(Interval.class);
    return (Interval) of.interval();
  }

  private static double width(MetricResult of) {
    return interval(of).upper() - interval(of).lower();
  }
}
