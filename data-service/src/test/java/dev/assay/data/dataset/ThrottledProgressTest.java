// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.progress.DatasetProgress;
import dev.assay.contracts.progress.DatasetProgress.Stage;
import dev.assay.data.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottledProgressTest {
  private final MovableClock clock = new MovableClock();
  private final List<DatasetProgress> passedOn = new ArrayList<>();

  private ThrottledProgress throttled() {
    return new ThrottledProgress("a", Stage.SCANNING, passedOn::add, clock);
  }

  @Test
  void passesOnTheFirstTheLastAndOnePerSecond() {
    ThrottledProgress throttled = throttled();

    // 40 images, four a second.
    for (int done = 1; done <= 40; done++) {
      throttled.advanced(done, 40);
      clock.move(Duration.ofMillis(250));
    }

    assertThat(passedOn)
        .extracting(DatasetProgress::done)
        .containsExactly(1, 5, 9, 13, 17, 21, 25, 29, 33, 37, 40);
    assertThat(passedOn).extracting(DatasetProgress::total).containsOnly(40);
  }

  @Test
  void countsFilesThatAreLeftOutAndGivesEachScanAnId() {
    ThrottledProgress first = throttled();
    first.leftOut(2);
    first.advanced(1, 2);
    first.leftOut(3);
    first.advanced(2, 2);
    throttled().advanced(1, 1);

    assertThat(passedOn).extracting(DatasetProgress::quarantined).containsExactly(2, 3, 0);
    assertThat(passedOn.get(0).scan())
        .isEqualTo(passedOn.get(1).scan())
        .isNotEqualTo(passedOn.get(2).scan());
    assertThat(passedOn).extracting(DatasetProgress::eventId).doesNotHaveDuplicates();
  }
}
