// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often a difference is found where there is none. Models are equally good in the population;
 * what they say of one image is correlated, and with groups each model finds some of them easy and
 * others hard. The bounds: 6 %, plus three standard errors in the short versions.
 */
class TypeOneErrorTest {
  private static final double LEVEL = 0.05;
  private static final double MOST = 0.06;

  @Test
  void everyPairwiseTestKeepsItsLevel() {
    pairwise(250);
  }

  @Test
  @Tag("long")
  void everyPairwiseTestKeepsItsLevelInManySets() {
    pairwise(3000);
  }

  @ParameterizedTest
  @CsvSource({"MAX_T,1", "HOLM,1", "MAX_T,4"})
  void aFamilyOfSixKeepsItsLevel(AdjustedBy source, int groupSize) {
    family(4, source, groupSize, 200);
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({
    "4,MAX_T,1",
    "4,MAX_T,4",
    "4,HOLM,1",
    "4,HOLM,4",
    "12,MAX_T,1",
    "12,MAX_T,4",
    "12,HOLM,1",
    "12,HOLM,4",
    "24,MAX_T,1",
    "24,MAX_T,4",
    "24,HOLM,1",
    "24,HOLM,4"
  })
  void familiesOfManyPairsKeepTheirLevelInManySets(int models, AdjustedBy source, int groupSize) {
    family(models, source, groupSize, models == 4 ? 3000 : 1500);
  }

  private static void pairwise(int sets) {
    for (int groupSize : new int[] {1, 4}) {
      Map<String, Integer> rejected = new TreeMap<>();
      for (int i = 0; i < sets; i++) {
        Made made = new Made(i, 240, groupSize, 2);
        for (DecisionTest.Form form : DecisionTest.Form.values()) {
          count(rejected, made, Metric.ACCURACY, form);
        }
        count(rejected, made, Metric.AUROC, DecisionTest.Form.EXACT);
        count(rejected, made, Metric.F1_MACRO, DecisionTest.Form.EXACT);
        count(rejected, made, Metric.BRIER, DecisionTest.Form.EXACT);
      }
      // a test of its own for each form and metric, but one for both exact and mid-p with groups
      assertThat(rejected).hasSizeGreaterThanOrEqualTo(6);
      rejected.forEach((test, times) -> check(test + ", groups of " + groupSize, times, sets));
    }
  }

  private static void count(
      Map<String, Integer> rejected, Made made, Metric metric, DecisionTest.Form form) {
    ComparisonPlan plan =
        plan(metric, 300, made.seed).with(new DecisionTest(form, new DecisionTest.Of.SeedMean()));
    ContrastResult result =
        ModelComparison.of(made.set, made.cells, plan, Set.of()).primary().contrasts().get(0);
    String test = form + " " + metric.key() + " " + result.test();
    rejected.merge(test, result.p() != null && result.p() <= LEVEL ? 1 : 0, Integer::sum);
  }

  private static void family(int models, AdjustedBy source, int groupSize, int sets) {
    int wrong = 0;
    for (int i = 0; i < sets; i++) {
      Made made = new Made(50_000 + i, 240, groupSize, models);
      ComparisonPlan plan = plan(Metric.ACCURACY, 400, i).with(source);
      MetricComparison result = ModelComparison.of(made.set, made.cells, plan, Set.of()).primary();
      wrong += result.contrasts().stream().anyMatch(c -> c.verdict().isDifference()) ? 1 : 0;
    }
    int pairs = models * (models - 1) / 2;
    check(source.label() + " over " + pairs + ", groups of " + groupSize, wrong, sets);
  }

  private static void check(String what, int rejected, int sets) {
    double rate = (double) rejected / sets;
    double allowed = sets >= 1000 ? MOST : MOST + 3 * Math.sqrt(MOST * (1 - MOST) / sets);
    System.out.printf(Locale.ROOT, "%s: %.4f of %d sets%n", what, rate, sets);
    assertThat(rate).as(what).isLessThanOrEqualTo(allowed);
  }

  private static ComparisonPlan plan(Metric metric, int resamples, long seed) {
    return ComparisonPlan.of(
        metric,
        new Family.AllPairs(),
        new ResamplingPlan(resamples, 0.95, ResamplingUnit.GROUP, seed));
  }

  /** Equally good models of two classes on one set. */
  private static final class Made {
    /** Shares of the variance of a score that are the image's and, of each model, the group's. */
    private static final double OF_IMAGE = 0.4;

    private static final double OF_GROUP = 0.3;

    private final long seed;
    private final LabelledSet set;
    private final List<ComparedCell> cells = new ArrayList<>();

    Made(long seed, int images, int groupSize, int models) {
      this.seed = seed;
      SplittableRandom random = new SplittableRandom(seed);
      int[] truth = IntStream.range(0, images).map(row -> random.nextInt(2)).toArray();
      List<String> groups = new ArrayList<>();
      for (int row = 0; row < images; row++) {
        groups.add(String.valueOf(10_000 + row / groupSize));
      }
      set = new LabelledSet(List.of("no", "yes"), null, truth, groups);
      double[] ofImage = normal(random, images);
      double own = Math.sqrt(1 - OF_IMAGE - (groupSize > 1 ? OF_GROUP : 0));
      for (int m = 0; m < models; m++) {
        double[] ofGroup = normal(random, images / groupSize + 1);
        double[] noise = normal(random, images);
        double[][] rows = new double[images][];
        for (int row = 0; row < images; row++) {
          double z =
              (truth[row] == 1 ? 1.0 : -1.0)
                  + Math.sqrt(OF_IMAGE) * ofImage[row]
                  + (groupSize > 1 ? Math.sqrt(OF_GROUP) * ofGroup[row / groupSize] : 0)
                  + own * noise[row];
          double p = 1 / (1 + Math.exp(-2 * z));
          rows[row] = new double[] {1 - p, p};
        }
        cells.add(ComparedCell.ofOne("m" + m, Scores.ofProbabilities(rows)));
      }
    }

    private static double[] normal(SplittableRandom random, int count) {
      return IntStream.range(0, count).mapToDouble(i -> random.nextGaussian()).toArray();
    }
  }
}
