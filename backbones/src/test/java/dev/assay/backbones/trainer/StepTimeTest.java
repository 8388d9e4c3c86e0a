// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StepTimeTest {
  private double cpu;
  private int steps;

  /** A slow step at the start and one disturbed sample do not count. */
  @Test
  void isTheMedianAfterTheWarmUpSharedByTheThreads() throws Exception {
    StepTime time = new StepTime(() -> cpu, 4);

    double seconds = time.seconds(() -> cpu += ++steps == 1 ? 50 : steps == 3 ? 9 : 0.8);

    assertThat(seconds).isCloseTo(0.2, within(1e-9));
    assertThat(steps).isEqualTo(4);
  }

  /** CPU time is counted in ticks, so short steps are measured several at a time. */
  @Test
  void repeatsStepsThatAreShorterThanTheClock() throws Exception {
    StepTime time = new StepTime(() -> Math.floor(cpu * 100) / 100, 1);

    double seconds = time.seconds(() -> cpu += 0.004);

    assertThat(seconds).isCloseTo(0.004, within(0.0004));
  }
}
