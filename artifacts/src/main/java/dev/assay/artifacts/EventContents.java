// SPDX-License-Identifier: Apache-2.0
package dev.assay.artifacts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.LargeEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Events as the values of records. An event of at most {@link LargeEvent#LARGEST_INLINE} bytes is
 * its JSON. The JSON of a larger one is an artifact, and the record has a {@link LargeEvent} that
 * refers to it. So a record has a bounded size, however many cells a study has.
 */
public final class EventContents {
  private final ArtifactStore store;

  public EventContents(ArtifactStore store) {
    this.store = store;
  }

  /**
   * An event that was received.
   *
   * @param eventId known without asking the store
   * @param studyId likewise
   * @param event fails with an {@link ArtifactException} while the content is not in the store, and
   *     with an {@link IllegalArgumentException} if the content is another event
   */
  public record Received(String eventId, String studyId, Supplier<AssayEvent> event) {}

  /**
   * The value of the event's record.
   *
   * @throws ArtifactException if a large event cannot be stored
   */
  public String write(AssayEvent event) {
    String json = Json.write(event);
    // A character has at least one byte, so most events are not encoded here.
    if (json.length() <= LargeEvent.LARGEST_INLINE / 3) {
      return json;
    }
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LargeEvent.LARGEST_INLINE) {
      return json;
    }
    ArtifactRef content = store.put(new ByteArrayInputStream(bytes), MediaTypes.EVENT);
    return Json.write(new LargeEvent(event.studyId(), event.eventId(), content));
  }

  /**
   * Reads the value of a record, without asking the store.
   *
   * @throws IllegalArgumentException if it is neither an event of this type nor a reference to one
   */
  public Received read(EventType type, String json) {
    if (json.length() < LargeEvent.LARGEST_INLINE && refers(json)) {
      LargeEvent large = Json.read(json, LargeEvent.class);
      return new Received(large.eventId(), large.studyId(), () -> fetch(type, large));
    }
    AssayEvent event = type.read(json);
    return new Received(event.eventId(), event.studyId(), () -> event);
  }

  /**
   * The same, for a consumer.
   *
   * @param topic of the event's type
   * @param erased whether nothing of a study is taken in any more; its content may be gone
   * @param handler gets the event, once its content is fetched
   * @param once says of an id and an action that the action is to be done once for the id
   * @return what {@code once} returns
   * @throws IllegalArgumentException as {@link #read}
   */
  public <D> D deliver(
      String topic,
      String json,
      Predicate<String> erased,
      Consumer<AssayEvent> handler,
      BiFunction<String, Runnable, D> once) {
    Received received = read(EventType.ofTopic(topic), json);
    return once.apply(
        received.eventId(),
        () -> {
          if (!erased.test(received.studyId())) {
            handler.accept(received.event().get());
          }
        });
  }

  /**
   * The artifact that has the content of a large event.
   *
   * @param value of a record, or anything else
   * @return empty if the value is no reference to a large event
   */
  public static Optional<ArtifactRef> largeContent(String value) {
    try {
      return value.length() < LargeEvent.LARGEST_INLINE && refers(value)
          ? Optional.of(Json.read(value, LargeEvent.class).content())
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      // A record that nobody can read refers to nothing.
      return Optional.empty();
    }
  }

  /** No event has a property of this name. */
  private static boolean refers(String json) {
    return json.contains("\"content\"") && Json.read(json, JsonNode.class).hasNonNull("content");
  }

  private AssayEvent fetch(EventType type, LargeEvent large) {
    String json;
    try (InputStream bytes = store.open(large.content())) {
      json = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the content of event " + large.eventId(), e);
    }
    AssayEvent event = type.read(json);
    if (!event.eventId().equals(large.eventId())) {
      throw new IllegalArgumentException(
          large.content().uri() + " is the event " + event.eventId() + ", not " + large.eventId());
    }
    return event;
  }
}
