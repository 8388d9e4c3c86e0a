// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.messaging;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.EventType;
import dev.assay.outbox.Delivery;
import dev.assay.outbox.ReceivedRecord;
import dev.assay.outbox.Receiver;
import dev.assay.reporting.store.EventLog;
import dev.assay.reporting.webhook.Webhooks;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stores every event and queues it for the webhooks. An event that cannot be read becomes a dead
 * letter and stops no other.
 */
@ApplicationScoped
public class EventConsumer implements Receiver {
  private final EventContents contents;
  private final EventLog log;
  private final Webhooks webhooks;

  EventConsumer(EventLog log, Webhooks webhooks, ArtifactStore store) {
    this.contents = new EventContents(store);
    this.log = log;
    this.webhooks = webhooks;
  }

  /** All but progress, which has a consumer of its own. */
  @Override
  public Set<String> topics() {
    return Stream.of(EventType.values())
        .filter(type -> type != EventType.CELL_PROGRESS)
        .map(EventType::topic)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Delivery read(ReceivedRecord record) {
    EventContents.Received received =
        contents.read(EventType.ofTopic(record.topic()), record.text());
    return Delivery.once(
        received.eventId(),
        () -> {
          AssayEvent event = received.event().get();
          log.add(event.eventId(), event, record.recordedAt());
          webhooks.enqueue(event.eventId(), event, record.recordedAt());
        });
  }
}
