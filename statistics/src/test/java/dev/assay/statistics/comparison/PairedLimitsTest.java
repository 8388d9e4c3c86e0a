// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits of a difference at the edges: they are differences that can be, and enclose enough. */
class PairedLimitsTest {
  private static final List<String> CLASSES = List.of("well", "ill");

  /**
   * Two positives in 40 images: Student's t with one degree of freedom reached from -2.4 to 2.7.
   */
  @ParameterizedTest
  @CsvSource({"2, 0.05", "2, 0.001", "3, 0.05", "5, 0.01", "20, 0.05"})
  void everyIntervalIsOfDifferencesThatCanBe(int positives, double alpha) {
    for (Metric metric : ErrorRates.METRICS) {
      int least = metric == Metric.MCC || metric == Metric.COHEN_KAPPA ? -2 : -1;
      ContrastResult row = row(metric, latent(40, positives), alpha);

      IntervalEstimate.Interval interval = interval(row);
      assertThat(interval.lower()).as("%s", metric).isBetween((double) least, row.difference());
      assertThat(interval.upper()).as("%s", metric).isBetween(row.difference(), -1.0 * least);
    }
  }

  /**
   * 60 of 64 and 50 of 50 decisions for the healthy are right. Wilson's intervals are [.850, .975]
   * and [.929, 1]: on that side on which the first is worse, at least the distance of one of them.
   */
  @Test
  void aPredictiveValueOfOneCanBeMuchSmaller() {
    int[] truth = new int[100];
    double[][] first = new double[100][];
    double[][] second = new double[100][];
    for (int i = 0; i < 100; i++) {
      truth[i] = i < 60 ? 0 : 1;
      first[i] = i < 64 ? new double[] {0.9, 0.1} : new double[] {0.1, 0.9};
      second[i] = i < 50 ? new double[] {0.9, 0.1} : new double[] {0.1, 0.9};
    }
    Setup setup =
        new Setup(
            new LabelledSet(CLASSES, "ill", truth, groups(100)),
            List.of(
                ComparedCell.ofOne("a", Scores.ofProbabilities(first)),
                ComparedCell.ofOne("b", Scores.ofProbabilities(second))));

    ContrastResult row = row(Metric.NEGATIVE_PREDICTIVE_VALUE, setup, 0.05);

    assertThat(row.difference()).isCloseTo(60 / 64.0 - 1, within(1e-12));
    assertThat(interval(row).lower()).isLessThanOrEqualTo(0.8501 - 1);
    assertThat(interval(row).upper()).isGreaterThanOrEqualTo(1 - 0.9287 - 0.0625);
    assertThat(row.test()).contains("Wilson");
  }

  /** All that tells the models apart is in one of four patients. */
  @Test
  void oneLargePatientDecidesNothing() {
    int[] truth = new int[60];
    double[][] right = new double[60][];
    double[][] second = new double[60][];
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      truth[i] = i % 2;
      right[i] = i % 2 == 0 ? new double[] {0.9, 0.1} : new double[] {0.1, 0.9};
      second[i] = i < 19 ? new double[] {right[i][1], right[i][0]} : right[i];
      groups.add(i < 57 ? "large" : "of one " + i);
    }
    Setup setup =
        new Setup(
            new LabelledSet(CLASSES, "ill", truth, groups),
            List.of(
                ComparedCell.ofOne("a", Scores.ofProbabilities(right)),
                ComparedCell.ofOne("b", Scores.ofProbabilities(second))));

    assertThat(interval(row(Metric.ACCURACY, setup, 0.1)).lower()).isLessThan(-0.2);
  }

  /** One patient of 100 images, 100 of one: Obuchowski's normal test found 19 %. */
  @Test
  void equalModelsOfUnevenPatientsAreRarelyFoundToDiffer() {
    int sets = 200;
    int found = 0;
    for (int set = 0; set < sets; set++) {
      Double p = row(Metric.AUROC, uneven(new SplittableRandom(set)), 0.05).p();
      found += p != null && p <= 0.05 ? 1 : 0;
    }

    assertThat(found / (double) sets).isLessThanOrEqualTo(0.06 + 3 * Math.sqrt(0.06 * 0.94 / sets));
  }

  private static Setup uneven(SplittableRandom random) {
    int[] truth = new int[200];
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      groups.add(i < 100 ? "large" : "of one " + i);
      truth[i] = i > 0 && i < 100 ? truth[0] : random.nextDouble() < 0.3 ? 1 : 0;
    }
    List<ComparedCell> cells = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      double[][] scores = new double[200][];
      double ofLarge = random.nextGaussian();
      for (int i = 0; i < 200; i++) {
        double ofPatient = i < 100 ? ofLarge : random.nextGaussian();
        double score = 1.8 * truth[i] - 0.9 + (ofPatient + random.nextGaussian()) / Math.sqrt(2);
        double p = 1 / (1 + Math.exp(-score));
        scores[i] = new double[] {1 - p, p};
      }
      cells.add(ComparedCell.ofOne(name, Scores.ofProbabilities(scores)));
    }
    return new Setup(new LabelledSet(CLASSES, "ill", truth, groups), cells);
  }

  private static IntervalEstimate.Interval interval(ContrastResult row) {
    assertThat(row.interval()).isInstanceOf(IntervalEstimate.Interval.class);
    return (IntervalEstimate.Interval) row.interval();
  }

  private record Setup(LabelledSet set, List<ComparedCell> cells) {}

  /** The first images are the positives. */
  private static Setup latent(int images, int positives) {
    SplittableRandom random = new SplittableRandom(7);
    int[] truth = new int[images];
    double[][][] scores = new double[2][images][];
    for (int i = 0; i < images; i++) {
      truth[i] = i < positives ? 1 : 0;
      for (int m = 0; m < 2; m++) {
        double p = 1 / (1 + Math.exp(-random.nextGaussian() - 2.0 * truth[i] + 1 - 0.4 * m));
        scores[m][i] = new double[] {1 - p, p};
      }
    }
    return new Setup(
        new LabelledSet(CLASSES, "ill", truth, groups(images)),
        List.of(
            ComparedCell.ofOne("a", Scores.ofProbabilities(scores[0])),
            ComparedCell.ofOne("b", Scores.ofProbabilities(scores[1]))));
  }

  private static List<String> groups(int images) {
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      groups.add(Integer.toString(1000 + i));
    }
    return groups;
  }

  private static ContrastResult row(Metric metric, Setup setup, double alpha) {
    ComparisonPlan plan =
        ComparisonPlan.of(
            metric,
            new Family.AllPairs(),
            new ResamplingPlan(200, 1 - alpha, ResamplingUnit.GROUP, 1));
    return ModelComparison.of(setup.set, setup.cells, plan, Set.of()).primary().contrasts().get(0);
  }
}
