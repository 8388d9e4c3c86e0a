// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.comparison.AcrossSets.Effect;
import dev.assay.statistics.comparison.AcrossSets.Ranked;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AcrossSetsTest {
  /** AUC of four variants of C4.5 on 14 sets: Demsar, J. Mach. Learn. Res. 7 (2006), table 6. */
  private static final double[][] DEMSAR = {
    {0.763, 0.768, 0.771, 0.798},
    {0.599, 0.591, 0.590, 0.569},
    {0.954, 0.971, 0.968, 0.967},
    {0.628, 0.661, 0.654, 0.657},
    {0.882, 0.888, 0.886, 0.898},
    {0.936, 0.931, 0.916, 0.931},
    {0.661, 0.668, 0.609, 0.685},
    {0.583, 0.583, 0.563, 0.625},
    {0.775, 0.838, 0.866, 0.875},
    {1.000, 1.000, 1.000, 1.000},
    {0.940, 0.962, 0.965, 0.962},
    {0.619, 0.666, 0.614, 0.669},
    {0.972, 0.981, 0.9751, 0.975},
    {0.957, 0.978, 0.946, 0.970},
  };

  @Test
  void agreesWithDemsarsExample() {
    Ranked.Friedman friedman = (Ranked.Friedman) AcrossSets.friedman(DEMSAR, true, 0.05);

    assertThat(friedman.meanRanks())
        .usingComparatorForType(
            (Double a, Double b) -> Math.abs(a - b) < 5e-4 ? 0 : Double.compare(a, b), Double.class)
        .containsExactly(3.143, 2.000, 2.893, 1.964);
    // the paper's 9.28 is not corrected for ties; its critical difference is 1.25
    assertThat(friedman.statistic()).isBetween(9.28, 10.6);
    assertThat(friedman.criticalDifference()).isCloseTo(1.25, within(0.005));
    assertThat(friedman.p()).isBetween(0.01, 0.03);
  }

  @Test
  void quantilesOfTheRangeAreThoseOfThePublishedTable() {
    // q / sqrt 2 at .05, cut after three decimals: the same paper, table 5(a)
    double[] expected = {1.960, 2.343, 2.569, 2.728, 3.164};
    int[] models = {2, 3, 4, 5, 10};
    for (int i = 0; i < models.length; i++) {
      assertThat(AcrossSets.range(models[i], 0.05) / Math.sqrt(2))
          .isCloseTo(expected[i], within(1e-3));
    }
  }

  @Test
  void fewerThanTenSetsAreRefusedWithTheReason() {
    Ranked ranked = AcrossSets.friedman(Arrays.copyOf(DEMSAR, 9), true, 0.05);

    assertThat(ranked)
        .isInstanceOfSatisfying(
            Ranked.Refused.class,
            refused -> assertThat(refused.reason()).contains("need 10 data sets or more, not 9"));
  }

  @Test
  void lossesAreRankedTheOtherWayRoundAndEqualModelsShareRanks() {
    double[][] values = new double[10][];
    Arrays.setAll(values, s -> new double[] {0.1, 0.2, 0.2});

    Ranked.Friedman losses = (Ranked.Friedman) AcrossSets.friedman(values, false, 0.05);

    assertThat(losses.meanRanks()).containsExactly(1.0, 2.5, 2.5);
  }

  @Test
  void effectsOfFewSetsAreDescribed() {
    Effect effect =
        AcrossSets.effect(new double[] {0.9, 0.8, 0.7}, new double[] {0.85, 0.82, 0.64});

    // differences .05, -.02, .06
    assertThat(effect.mean()).isCloseTo(0.03, within(1e-12));
    assertThat(effect.sd()).isCloseTo(Math.sqrt(0.0019), within(1e-12));
    assertThat(effect.standardised()).isCloseTo(0.03 / Math.sqrt(0.0019), within(1e-9));
    assertThat(effect.firstHigher()).isEqualTo(2);
    assertThat(effect.secondHigher()).isEqualTo(1);
    assertThat(AcrossSets.effect(new double[] {0.9}, new double[] {0.9}).sd()).isNull();
  }
}
