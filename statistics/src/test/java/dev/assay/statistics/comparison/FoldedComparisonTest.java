// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.intervals.AcrossFolds;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FoldedSet;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldedComparisonTest {
  private static final int FOLDS = 4;
  private static final int ROWS = 400;
  private static final ResamplingPlan RESAMPLING =
      new ResamplingPlan(1000, 0.95, ResamplingUnit.GROUP, 1);

  private final LabelledSet set =
      new LabelledSet(
          List.of("well", "ill"),
          null,
          IntStream.range(0, ROWS).map(row -> row / 2 % 2).toArray(),
          IntStream.range(0, ROWS).mapToObj(row -> "p%03d".formatted(row / 2)).toList());
  private final FoldedSet folded =
      new FoldedSet(
          set, IntStream.range(0, ROWS).map(FoldedComparisonTest::fold).toArray(), 1.0 / 3);

  private static int fold(int row) {
    return row / (ROWS / FOLDS);
  }

  /** The more skilled, the further apart; each fold's model on a scale of its own. */
  private Scores scores(long seed, double skill) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] probabilities = new double[ROWS][2];
    for (int row = 0; row < ROWS; row++) {
      double ill = 0.5 * random.nextDouble() + skill * set.truth(row) + 0.05 * fold(row);
      probabilities[row][0] = 1 - ill;
      probabilities[row][1] = ill;
    }
    return Scores.ofProbabilities(probabilities);
  }

  private ModelComparison compared(Metric primary, Set<Metric> exploratory) {
    return FoldedComparison.of(
        folded,
        List.of(
            ComparedCell.ofOne("weak", scores(1, 0.05)),
            ComparedCell.ofOne("good", scores(2, 0.3)),
            ComparedCell.ofOne("like good", scores(3, 0.3))),
        ComparisonPlan.of(primary, new Family.AgainstReference("weak"), RESAMPLING),
        exploratory);
  }

  @Test
  void decisionsAreComparedOnPooledPredictionsAsOnAnyTestSet() {
    ModelComparison onFolds = compared(Metric.ACCURACY, EnumSet.of(Metric.MCC));

    ModelComparison onOneSet =
        ModelComparison.of(
            set,
            List.of(
                ComparedCell.ofOne("weak", scores(1, 0.05)),
                ComparedCell.ofOne("good", scores(2, 0.3)),
                ComparedCell.ofOne("like good", scores(3, 0.3))),
            onFolds.plan(),
            EnumSet.of(Metric.MCC));
    assertThat(onFolds.metrics()).isEqualTo(onOneSet.metrics());
    assertThat(onFolds.units()).isEqualTo(200);
    assertThat(onFolds.notes()).anyMatch(n -> n.contains("Bengio and Grandvalet 2004"));
  }

  @Test
  void areasHaveTheCorrectedTestOverFolds() {
    MetricComparison auroc = compared(Metric.AUROC, EnumSet.of(Metric.ACCURACY)).primary();

    ContrastResult contrast = auroc.contrasts().getFirst();
    List<Double> differences = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      int[] rows = folded.rows(fold);
      differences.add(area(scores(2, 0.3), rows) - area(scores(1, 0.05), rows));
    }
    double mean = differences.stream().mapToDouble(d -> d).average().orElseThrow();
    double squares = differences.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
    // Nadeau and Bengio: (1/k + n_test/n_train) s^2
    double error = Math.sqrt(squares / 3 * (1.0 / 4 + 1.0 / 3));
    assertThat(contrast.difference()).isCloseTo(mean, within(1e-12));
    assertThat(contrast.standardError()).isCloseTo(error, within(1e-12));
    Interval interval = (Interval) contrast.interval();
    // t(3, .975)
    assertThat(interval.upper() - mean).isCloseTo(3.182446305284263 * error, within(1e-9));
    assertThat(contrast.test()).contains("Nadeau-Bengio");
    assertThat(contrast.confirmatory()).isTrue();
    assertThat(contrast.adjustedBy()).isEqualTo(AdjustedBy.HOLM);
    assertThat(contrast.adjustedP()).isGreaterThan(contrast.p());
    assertThat(contrast.verdict()).isEqualTo(Verdict.FIRST_BETTER);
    assertThat(auroc.ranks().getFirst().best()).isGreaterThan(1);
    assertThat(auroc.notes()).contains(AcrossFolds.REASON);
  }

  private double area(Scores scores, int[] rows) {
    return Metric.AUROC.of(set.rows(rows), scores.rows(rows)).number().orElseThrow();
  }

  @Test
  void nothingIsConfirmatoryBesideThePrimaryMetric() {
    ModelComparison comparison = compared(Metric.AUROC, EnumSet.of(Metric.ACCURACY, Metric.MCC));

    assertThat(comparison.metrics()).hasSize(3);
    assertThat(comparison.metrics().subList(1, 3))
        .allMatch(m -> !m.primary() && m.contrasts().stream().noneMatch(c -> c.confirmatory()));
  }
}
