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
  private final List<DatasetProgress> told = new ArrayList<>();

  private ThrottledProgress telling() {
    return new ThrottledProgress("a", Stage.SCANNING, told::add, clock);
  }

  @Test
  void tellsTheBeginningOncePerSecondAndTheEnd() {
    ThrottledProgress telling = telling();

    // 40 images, four a second.
    for (int done = 1; done <= 40; done++) {
      telling.advanced(done, 40);
      clock.move(Duration.ofMillis(250));
    }

    assertThat(told)
        .extracting(DatasetProgress::done)
        .containsExactly(1, 5, 9, 13, 17, 21, 25, 29, 33, 37, 40);
    assertThat(told).extracting(DatasetProgress::total).containsOnly(40);
  }

  @Test
  void countsWhatIsLeftOutAndTellsScansApart() {
    ThrottledProgress first = telling();
    first.leftOut(2);
    first.advanced(1, 2);
    first.leftOut(3);
    first.advanced(2, 2);
    telling().advanced(1, 1);

    assertThat(told).extracting(DatasetProgress::quarantined).containsExactly(2, 3, 0);
    assertThat(told.get(0).scan()).isEqualTo(told.get(1).scan()).isNotEqualTo(told.get(2).scan());
    assertThat(told).extracting(DatasetProgress::eventId).doesNotHaveDuplicates();
  }
}
