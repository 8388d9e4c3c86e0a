// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reporting.live.Board.Snapshot;
import dev.assay.reporting.live.Board.Update;
import dev.assay.reporting.live.LiveTable.Row;
import dev.assay.reporting.live.LiveTable.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoardTest {
  private final List<Row> rows = new ArrayList<>(List.of(row("a", "1"), row("b", "1")));
  private Headline headline = new Headline("running", "1 left", 0.5, false);
  private int looks;
  private final Board board =
      new Board(
          () -> {
            looks++;
            return Optional.of(new Snapshot(headline, List.copyOf(rows)));
          },
          Duration.ZERO);

  private static Row row(String id, String text) {
    return new Row(id, List.of(Shown.of(text)));
  }

  /** The board rests ten times as long as its last look took. */
  private Update next(long seen) {
    int before = looks;
    Update update = board.since(seen);
    while (looks == before) {
      Thread.onSpinWait();
      update = board.since(seen);
    }
    return update;
  }

  @Test
  void beginsWithEverythingAndThenSaysWhatIsNew() {
    Update first = next(0);
    assertThat(first.whole()).isTrue();
    assertThat(first.headline()).isEqualTo(headline);
    assertThat(first.rows()).containsExactlyElementsOf(rows);

    rows.set(1, row("b", "2"));
    Update second = next(first.version());
    assertThat(second.whole()).isFalse();
    assertThat(second.headline()).isNull();
    assertThat(second.rows()).containsExactly(rows.get(1));

    assertThat(next(second.version()).isEmpty()).isTrue();
  }

  @Test
  void aSlowReaderGetsTheNewestOfEachRowOnce() {
    long seen = next(0).version();
    for (int i = 2; i < 10; i++) {
      rows.set(0, row("a", "" + i));
      next(seen);
    }

    assertThat(next(seen).rows()).containsExactly(row("a", "9"));
  }

  @Test
  void readersDoNotTakeFromEachOther() {
    long one = next(0).version();
    long other = next(0).version();
    rows.set(0, row("a", "2"));
    headline = new Headline("done", "", 1, true);

    assertThat(next(one).rows()).hasSize(1);
    Update update = next(other);
    assertThat(update.rows()).hasSize(1);
    assertThat(update.headline()).isEqualTo(headline);
  }

  @Test
  void rowsThatComeAndGoMakeItWholeAgain() {
    long seen = next(0).version();
    rows.addFirst(row("c", "1"));
    rows.removeLast();

    Update update = next(seen);

    assertThat(update.whole()).isTrue();
    assertThat(update.rows()).extracting(Row::id).containsExactly("c", "a");
  }

  @Test
  void looksSeldomWhenLookingIsSlow() throws Exception {
    Board slow =
        new Board(
            () -> {
              looks++;
              long end = System.nanoTime() + Duration.ofMillis(20).toNanos();
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              return Optional.of(new Snapshot(headline, rows));
            },
            Duration.ZERO);
    long end = System.nanoTime() + Duration.ofMillis(150).toNanos();
    while (System.nanoTime() < end) {
      slow.since(1);
    }

    // Ten times 20 ms pass between two looks.
    assertThat(looks).isEqualTo(1);
  }
}
