// SPDX-License-Identifier: Apache-2.0
package dev.assay.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.LargeEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventContentsTest {
  @TempDir Path folder;
  private ArtifactStore store;
  private EventContents contents;

  @BeforeEach
  void open() {
    store = new FileSystemStore(folder.resolve("store"));
    contents = new EventContents(store);
  }

  /** JSON of so many bytes. */
  private static CellFailed event(int bytes, String letter) {
    CellFailed empty = failed("x");
    int rest = bytes - Json.write(empty).getBytes(StandardCharsets.UTF_8).length + 1;
    return failed(letter.repeat(rest / letter.getBytes(StandardCharsets.UTF_8).length));
  }

  private static CellFailed failed(String reason) {
    return new CellFailed("study", "cell", null, null, "training", reason, Actor.OPERATOR);
  }

  @Test
  void anEventOfTheLargestSizeIsItsJson() {
    CellFailed event = event(LargeEvent.LARGEST_INLINE, "a");

    String value = contents.write(event);

    assertThat(value).isEqualTo(Json.write(event)).hasSize(LargeEvent.LARGEST_INLINE);
    assertThat(contents.read(EventType.CELL_FAILED, value).event().get()).isEqualTo(event);
  }

  @Test
  void aLargerEventIsAReferenceThatIsReadBack() {
    for (CellFailed event :
        new CellFailed[] {
          event(LargeEvent.LARGEST_INLINE + 1, "a"), event(3_000_000, "\u00e4"),
        }) {
      String value = contents.write(event);

      assertThat(value).hasSizeLessThan(500);
      EventContents.Received received = contents.read(EventType.CELL_FAILED, value);
      assertThat(received.eventId()).isEqualTo(event.eventId());
      assertThat(received.event().get()).isEqualTo(event);
    }
  }

  @Test
  void aReferenceIsReadWithoutTheStoreAndFailsOnlyWhenItsContentIsNeeded() {
    CellFailed event = event(400_000, "a");
    String value = contents.write(event);
    store.delete(Json.read(value, LargeEvent.class).content());

    EventContents.Received received = contents.read(EventType.CELL_FAILED, value);

    assertThat(received.eventId()).isEqualTo(event.eventId());
    assertThatThrownBy(received.event()::get).isInstanceOf(ArtifactException.Missing.class);
  }

  @Test
  void refusesAReferenceToAnotherEventAndWhatIsNeither() {
    LargeEvent large = Json.read(contents.write(event(400_000, "a")), LargeEvent.class);
    String other = Json.write(new LargeEvent("study", "another", large.content()));

    assertThatThrownBy(contents.read(EventType.CELL_FAILED, other).event()::get)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another");
    assertThatThrownBy(() -> contents.read(EventType.CELL_FAILED, "{\"content\": 3}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> contents.read(EventType.CELL_FAILED, "{}"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
