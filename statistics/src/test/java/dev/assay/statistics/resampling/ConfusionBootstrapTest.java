// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.TestSets;
import dev.assay.statistics.TestSets.Case;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.random.BinomialDraw;
import dev.assay.statistics.random.CounterRandom;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfusionBootstrapTest {
  private static final List<Metric> METRICS =
      List.of(Metric.ACCURACY, Metric.F1_WEIGHTED, Metric.MCC, Metric.BALANCED_ACCURACY);

  /** Trials and probabilities on both sides of the change of algorithm. */
  @ParameterizedTest
  @CsvSource({"20, 0.3", "500, 0.01", "500, 0.02", "60, 0.5", "1511, 0.67", "10000, 0.999"})
  void drawsAreBinomial(int trials, double p) {
    int draws = 200_000;
    int[] counts = new int[trials + 1];
    BinomialDraw draw =
        new BinomialDraw(BinomialDraw.logFactorials(trials), new CounterRandom(5, 1));
    for (int i = 0; i < draws; i++) {
      counts[draw.next(trials, p)]++;
    }

    // Kolmogorov's distance; 1.95 / sqrt(n) is exceeded in one of a thousand, less if discrete
    BinomialDistribution exact = BinomialDistribution.of(trials, p);
    double distance = 0;
    long below = 0;
    for (int k = 0; k <= trials; k++) {
      below += counts[k];
      distance =
          Math.max(distance, Math.abs((double) below / draws - exact.cumulativeProbability(k)));
    }
    assertThat(distance).isLessThan(1.95 / Math.sqrt(draws));
  }

  @Test
  void distributionIsThatOfResampledImages() {
    Case c = TestSets.random(5, 400, 1, TestSets.ABC);
    ResamplingPlan plan = new ResamplingPlan(20_000, 0.95, ResamplingUnit.GROUP, 3);

    Map<Metric, Replicates> cells =
        new ConfusionBootstrap(c.set(), c.scores(), plan).replicates(METRICS);
    Map<Metric, Replicates> images =
        Bootstrap.simple(c.set(), plan).replicates(METRICS, List.of(c.scores()), false);

    for (Metric metric : METRICS) {
      double error = images.get(metric).standardError();
      // standard errors of a mean, of a standard deviation and of a quantile of 20,000 twice
      assertThat(cells.get(metric).mean())
          .isCloseTo(images.get(metric).mean(), within(5 * error / 100));
      assertThat(cells.get(metric).standardError() / error).isBetween(0.97, 1.03);
      for (double p : new double[] {0.025, 0.975}) {
        assertThat(cells.get(metric).quantile(p))
            .as(metric.key())
            .isCloseTo(images.get(metric).quantile(p), within(0.14 * error));
      }
    }
  }

  @Test
  void refusesWhatCellsDoNotHold() {
    Case grouped = TestSets.random(5, 40, 4, TestSets.ABC);
    Case c = TestSets.random(5, 40, 1, TestSets.ABC);
    ResamplingPlan plan = new ResamplingPlan(100, 0.95, ResamplingUnit.GROUP, 3);

    assertThatThrownBy(() -> new ConfusionBootstrap(grouped.set(), grouped.scores(), plan))
        .hasMessageContaining("independent");
    assertThatThrownBy(
            () ->
                new ConfusionBootstrap(c.set(), c.scores(), plan)
                    .replicates(List.of(Metric.LOG_LOSS)))
        .isInstanceOf(IllegalStateException.class);
  }
}
