// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.weights.Architecture.Kind;
import dev.assay.weights.MachineSpeed;
import org.junit.jupiter.api.Test;

class MachineSpeedMainTest {
  /**
   * How the seconds of a step are counted is checked with a clock of its own in {@link
   * StepTimeTest}: two measurements on a machine that others use differ by any factor.
   */
  @Test
  void everyKindOfNetworkHasASpeed() throws Exception {
    MachineSpeed speed = MachineSpeedMain.measure(2, 1);

    assertThat(speed.isMeasured()).isTrue();
    assertThat(speed.engine()).startsWith("PyTorch ");
    assertThat(speed.threads()).isEqualTo(2);
    assertThat(speed.processors()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(speed.speeds()).containsOnlyKeys(Kind.values());
    assertThat(speed.speeds().values())
        .allSatisfy(
            kind -> {
              assertThat(kind.scoring()).isPositive().isFinite();
              assertThat(kind.training()).isPositive().isFinite();
            });
  }
}
