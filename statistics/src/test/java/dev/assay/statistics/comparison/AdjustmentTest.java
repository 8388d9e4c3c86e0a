// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdjustmentTest {

  @Test
  void refusesBootstrapValuesTooCoarseForTheFamily() {
    // 2 * 276 / 10001 = 0.055: nothing could be significant at 0.05
    assertThat(Adjustment.refusal(276, 10_000, 0.05).orElseThrow())
        .contains("10000 resamples", "276 tests", "at least 110399 resamples", "max-T");
    assertThatThrownBy(() -> Adjustment.HOLM.adjustOfResamples(new double[276], 10_000, 0.05))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too coarse");
  }

  @Test
  void acceptsExactlyAsManyResamplesAsItAsksFor() {
    assertThat(Adjustment.refusal(276, 110_399, 0.05)).isEmpty();
    assertThat(Adjustment.refusal(276, 110_398, 0.05)).isPresent();
    assertThat(Adjustment.HOLM.adjustOfResamples(new double[] {0.01, 0.04}, 10_000, 0.05))
        .containsExactly(0.02, 0.04);
  }

  @Test
  void keepsTheOrderGiven() {
    assertThat(Adjustment.HOLM.adjust(0.04, 0.01, 0.03)).containsExactly(0.06, 0.03, 0.06);
  }

  @Test
  void refusesWhatIsNoPValue() {
    assertThatThrownBy(() -> Adjustment.HOLM.adjust(0.1, Double.NaN))
        .hasMessageContaining("must be in [0, 1], not NaN");
  }
}
