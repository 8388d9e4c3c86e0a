// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GpusTest {
  @Test
  void givesEachWorkerAGpuOfItsOwn() {
    Gpus gpus = new Gpus(2, 2);

    int first = gpus.take();
    int second = gpus.take();
    gpus.giveBack(first);

    assertThat(first).isZero();
    assertThat(second).isEqualTo(1);
    assertThat(gpus.take()).isZero();
  }

  @Test
  void givesNoGpuOfItsOwnWhereTheyAreNotCounted() {
    Gpus gpus = new Gpus(0, 4);

    assertThat(gpus.take()).isEqualTo(Gpus.ANY);
  }

  @Test
  void refusesMoreWorkersThanGpus() {
    assertThatThrownBy(() -> new Gpus(1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ASSAY_WORKERS")
        .hasMessageContaining("one worker per GPU");
  }
}
