// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeterogeneityTest {
  /**
   * Cases and others of the vaccinated, cases and others of the unvaccinated in 13 trials of BCG
   * vaccine: G. A. Colditz et al., JAMA 271 (1994) 698-702; dat.bcg of R's metadat.
   */
  private static final int[][] BCG = {
    {4, 119, 11, 128},
    {6, 300, 29, 274},
    {3, 228, 11, 209},
    {62, 13_536, 248, 12_619},
    {33, 5036, 47, 5761},
    {180, 1361, 372, 1079},
    {8, 2537, 10, 619},
    {505, 87_886, 499, 87_892},
    {29, 7470, 45, 7232},
    {17, 1699, 65, 1600},
    {186, 50_448, 141, 27_197},
    {5, 2493, 3, 2338},
    {27, 16_886, 29, 17_825}
  };

  /**
   * Log relative risks and their variances. The expected values are those of combine_effects of
   * statsmodels 0.15 (method_re "iterated", which is Paule and Mandel's, use_t), and with scipy of
   * the formulas of the prediction interval and of I squared.
   */
  @Test
  void agreesWithStatsmodels() {
    double[] values = new double[BCG.length];
    double[] variances = new double[BCG.length];
    for (int i = 0; i < BCG.length; i++) {
      double a = BCG[i][0];
      double treated = a + BCG[i][1];
      double c = BCG[i][2];
      double control = c + BCG[i][3];
      values[i] = Math.log(a / treated) - Math.log(c / control);
      variances[i] = 1 / a - 1 / treated + 1 / c - 1 / control;
    }

    Heterogeneity found = Heterogeneity.of(values, variances, 0.95);

    assertThat(found.betweenSd() * found.betweenSd()).isCloseTo(0.31806845, within(1e-6));
    assertThat(found.mean()).isCloseTo(-0.71496815, within(1e-6));
    assertThat(found.lower()).isCloseTo(-1.10909838, within(1e-6));
    assertThat(found.upper()).isCloseTo(-0.32083793, within(1e-6));
    assertThat(found.share()).isCloseTo(0.92330338, within(1e-6));
    assertThat(found.p()).isCloseTo(1.9967646e-26, within(1e-31));
    assertThat(found.predictedLower()).isCloseTo(-2.01855805, within(1e-5));
    assertThat(found.predictedUpper()).isCloseTo(0.58862175, within(1e-5));
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
