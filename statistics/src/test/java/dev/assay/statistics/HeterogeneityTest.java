// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeterogeneityTest {
  /** Log relative risks of 13 trials of BCG vaccine: metafor's dat.bcg, to four decimals. */
  private static final double[] BCG = {
    -0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.0120, -0.4694, -1.3713,
    -0.3394, 0.4459, -0.0173
  };

  private static final double[] VARIANCES = {
    0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325,
    0.0714
  };

  /**
   * metafor's documentation: tau2 by Paule and Mandel .3181, Q 152.23 with 12 degrees, p < .0001.
   */
  @Test
  void agreesWithMetafor() {
    Heterogeneity found = Heterogeneity.of(BCG, VARIANCES, 0.95);

    assertThat(found.betweenSd() * found.betweenSd()).isCloseTo(0.3181, within(0.001));
    assertThat(found.mean()).isCloseTo(-0.715, within(0.002));
    assertThat(found.share()).isCloseTo(0.923, within(0.003));
    assertThat(found.p()).isLessThan(1e-20);
    assertThat(found.predictedLower()).isLessThan(found.lower());
    assertThat(found.predictedUpper()).isGreaterThan(found.upper());
  }

  @Test
  void equalSitesHaveNoVarianceBetweenThem() {
    Heterogeneity found =
        Heterogeneity.of(
            new double[] {0.80, 0.81, 0.79, 0.80}, new double[] {4e-4, 4e-4, 4e-4, 4e-4}, 0.95);

    assertThat(found.betweenSd()).isZero();
    assertThat(found.share()).isZero();
    assertThat(found.p()).isGreaterThan(0.8);
    // t(3) x .02 / 2
    assertThat(found.upper() - found.mean()).isCloseTo(3.182446 * 0.01, within(1e-6));
  }

  /** A further site is where the prediction interval says. */
  @Test
  void predictionCoversAFurtherSite() {
    SplittableRandom random = new SplittableRandom(3);
    int covered = 0;
    for (int i = 0; i < 1000; i++) {
      double[] values = new double[8];
      double[] variances = new double[8];
      for (int s = 0; s < 8; s++) {
        double error = 0.01 + 0.02 * random.nextDouble();
        variances[s] = error * error;
        values[s] = 0.8 + 0.04 * random.nextGaussian() + error * random.nextGaussian();
      }
      Heterogeneity found = Heterogeneity.of(values, variances, 0.95);
      double further = 0.8 + 0.04 * random.nextGaussian();
      covered += further > found.predictedLower() && further < found.predictedUpper() ? 1 : 0;
    }
    assertThat(covered / 1000.0).isBetween(0.92, 0.98);
  }

  @Test
  void refusesOneSiteAndUnknownVariances() {
    assertThatThrownBy(() -> Heterogeneity.of(new double[1], new double[1], 0.95))
        .hasMessageContaining("at least two sites");
    assertThatThrownBy(() -> Heterogeneity.of(new double[2], new double[2], 0.95))
        .hasMessageContaining("must be above 0");
    assertThat(
            Heterogeneity.of(new double[] {.8, .9}, new double[] {1e-3, 1e-3}, 0.95)
                .predictedLower())
        .isNull();
  }
}
