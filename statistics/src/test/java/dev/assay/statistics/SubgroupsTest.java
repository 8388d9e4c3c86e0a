// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.statistics.TestSets.Case;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SubgroupsTest {
  private static final ResamplingPlan PLAN =
      new ResamplingPlan(1000, 0.95, ResamplingUnit.GROUP, 3);

  @Test
  void givesEveryGroupAPointAndAnIntervalAndNamesTheLargestGap() {
    Made made = new Made(1, 300, 3, new double[] {0.95, 0.9, 0.6});

    Subgroups found = made.subgroups(Metric.ACCURACY);

    assertThat(found.parts()).extracting(Subgroups.Part::value).containsExactly("s0", "s1", "s2");
    assertThat(found.parts()).extracting(Subgroups.Part::images).containsExactly(99, 99, 102);
    assertThat(found.parts())
        .allMatch(part -> part.interval() instanceof IntervalEstimate.Interval);
    assertThat(found.gap().highest()).isEqualTo("s0");
    assertThat(found.gap().lowest()).isEqualTo("s2");
    assertThat(found.gap().p()).isLessThan(0.01);
    assertThat(found.imagesWithoutValue()).isZero();
  }

  @Test
  void anAttributeThatDoesNotMatterHasUniformP() {
    int sets = 300;
    int rejected = 0;
    for (int i = 0; i < sets; i++) {
      Made made = new Made(100 + i, 120, 2, new double[] {0.8, 0.8, 0.8, 0.8});
      rejected +=
          Subgroups.of(
                          made.all.set(),
                          List.of(made.all.scores()),
                          made.sites,
                          Metric.ACCURACY,
                          new ResamplingPlan(200, 0.95, ResamplingUnit.GROUP, i))
                      .gap()
                      .p()
                  <= 0.05
              ? 1
              : 0;
    }

    // 5 % and four standard errors of 300 sets
    assertThat(rejected / (double) sets).isLessThanOrEqualTo(0.10);
    // a percentile interval of the largest gap would exclude 0 nearly always
    assertThat(rejected).isLessThan(sets / 4);
  }

  @Test
  void smallGroupsAndUnknownValuesStayOutOfTheGap() {
    Made made = new Made(2, 90, 1, new double[] {0.9, 0.9});
    List<String> sites = new ArrayList<>(made.sites);
    for (int row = 0; row < 5; row++) {
      sites.set(row, "rare");
      sites.set(5 + row, "");
    }

    Subgroups found =
        Subgroups.of(made.all.set(), List.of(made.all.scores()), sites, Metric.ACCURACY, PLAN);

    assertThat(found.imagesWithoutValue()).isEqualTo(5);
    assertThat(found.withoutValue().units()).isEqualTo(5);
    assertThat(found.parts()).extracting(Subgroups.Part::value).contains("rare");
    Subgroups.Part rare = found.parts().getFirst();
    assertThat(rare.point().number()).isPresent();
    assertThat(rare.interval()).isEqualTo(new IntervalEstimate.None("fewer than 10 units: 5"));
    assertThat(found.gap().highest()).startsWith("s");
    assertThat(found.gap().lowest()).startsWith("s");
  }

  @Test
  void anAttributeThatDiffersWithinAPatientHasNoPermutation() {
    Made made = new Made(3, 90, 3, new double[] {0.9, 0.9});
    List<String> sites = new ArrayList<>();
    for (int row = 0; row < 90; row++) {
      sites.add("s" + row % 2);
    }

    Subgroups found =
        Subgroups.of(made.all.set(), List.of(made.all.scores()), sites, Metric.ACCURACY, PLAN);

    assertThat(found.gap()).isNull();
    assertThat(found.whyNoGap()).contains("differs within a unit");
    assertThat(found.parts()).hasSize(2);
  }

  @Test
  void oneGroupHasNoGapAndMissingValuesAreRefused() {
    Made made = new Made(4, 40, 1, new double[] {0.9});

    assertThat(made.subgroups(Metric.F1_MACRO).whyNoGap()).startsWith("fewer than two groups");
    assertThatThrownBy(
            () ->
                Subgroups.of(
                    made.all.set(),
                    List.of(made.all.scores()),
                    List.of("a"),
                    Metric.ACCURACY,
                    PLAN))
        .hasMessage("40 rows, but 1 values of the attribute");
  }

  /** Patients of several sites, each with a model's accuracy of its own. */
  private static final class Made {
    private final Case all;
    private final List<String> sites = new ArrayList<>();

    Made(long seed, int rows, int perPatient, double[] rightAtSite) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] truth = new int[rows];
      int[] decisions = new int[rows];
      List<String> groups = new ArrayList<>();
      int patientsOfSite = rows / perPatient / rightAtSite.length;
      for (int row = 0; row < rows; row++) {
        int patient = row / perPatient;
        int site = Math.min(patient / Math.max(1, patientsOfSite), rightAtSite.length - 1);
        groups.add(TestSets.group(patient));
        sites.add("s" + site);
        truth[row] = random.nextInt(2);
        decisions[row] = random.nextDouble() < rightAtSite[site] ? truth[row] : 1 - truth[row];
      }
      all = TestSets.decided(List.of("no", "yes"), groups, truth, decisions);
    }

    Subgroups subgroups(Metric metric) {
      return Subgroups.of(all.set(), List.of(all.scores()), sites, metric, PLAN);
    }
  }
}
