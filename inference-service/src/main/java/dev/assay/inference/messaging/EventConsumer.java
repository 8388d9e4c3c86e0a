// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.messaging;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.inference.EventHandler;
import dev.assay.outbox.Delivery;
import dev.assay.outbox.ReceivedRecord;
import dev.assay.outbox.Receiver;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Consumes the events of this service. Each is handled once: its id follows from its content, and
 * the inbox knows the ids. A message that is no such event becomes a dead letter and stops no
 * other.
 */
@ApplicationScoped
public class EventConsumer implements Receiver {
  private final EventContents contents;
  private final EventHandler handler;

  EventConsumer(EventHandler handler, ArtifactStore store) {
    this.contents = new EventContents(store);
    this.handler = handler;
  }

  @Override
  public Set<String> topics() {
    return Set.of(
        EventType.MODEL_TRAINED.topic(),
        EventType.SPLIT_PUBLISHED.topic(),
        EventType.STUDY_CANCEL_REQUESTED.topic());
  }

  @Override
  public Delivery read(ReceivedRecord record) {
    EventContents.Received received =
        contents.read(EventType.ofTopic(record.topic()), record.text());
    return Delivery.once(received.eventId(), () -> handle(received.event().get()));
  }

  private void handle(AssayEvent received) {
    switch (received) {
      case ModelTrained event -> handler.model(event);
      case SplitPublished event -> handler.split(event);
      case StudyCancelRequested event -> handler.cancel(event);
      default -> throw new IllegalArgumentException("not consumed: " + received.eventType());
    }
  }
}
