// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private static final Waiting NOTHING_FIRST =
      new Waiting(Duration.ZERO, Optional.empty(), line -> {}, () -> false);

  @Test
  void givesUpAServerThatHasNeverAnsweredAndWaitsForOneThatHas() {
    assertThat(NOTHING_FIRST.begin("x", false).isOver()).isTrue();
    assertThat(NOTHING_FIRST.begin("x", true).isOver()).isFalse();
  }

  @Test
  void waitsForAStackOfThisMachineUntilItIsHopeless() {
    AtomicBoolean hopeless = new AtomicBoolean();
    Waiting.Turn turn = NOTHING_FIRST.ofKnown(hopeless::get).begin("x", false);

    assertThat(turn.isOver()).isFalse();
    hopeless.set(true);
    assertThat(turn.isOver()).isTrue();
  }

  @Test
  void keepsToTheTimeOfTheUser() {
    Waiting limited =
        new Waiting(Duration.ZERO, Optional.of(Duration.ZERO), line -> {}, () -> false);

    assertThat(limited.begin("x", true).isOver()).isTrue();
    assertThat(limited.ofKnown(() -> false).begin("x", true).isOver()).isTrue();
  }
}
