// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.messaging;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.EventType;
import dev.assay.outbox.Inbox;
import dev.assay.reporting.store.EventLog;
import dev.assay.reporting.webhook.Webhooks;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Stores every event and queues it for the webhooks. An event that cannot be read goes to the
 * dead-letter topic with the reason and stops no other.
 */
@ApplicationScoped
public class EventConsumer {
  private final Inbox inbox;
  private final EventLog log;
  private final Webhooks webhooks;

  EventConsumer(Inbox inbox, EventLog log, Webhooks webhooks) {
    this.inbox = inbox;
    this.log = log;
    this.webhooks = webhooks;
  }

  @Incoming("events")
  @Blocking
  public void event(
      String payload,
      IncomingKafkaRecordMetadata<String, String> kafka,
      Optional<IncomingCloudEventMetadata<String>> cloudEvent) {
    AssayEvent event = Json.read(payload, EventType.ofTopic(kafka.getTopic()).payload());
    String eventId =
        cloudEvent
            .map(IncomingCloudEventMetadata::getId)
            .orElseThrow(() -> new IllegalArgumentException("not a CloudEvent: it has no id"));
    Instant recordedAt = kafka.getTimestamp();
    inbox.once(
        eventId,
        () -> {
          log.add(eventId, event, recordedAt);
          webhooks.enqueue(eventId, event, recordedAt);
        });
  }

  /** Best effort: only the newest progress of a run counts, so a lost one does no harm. */
  @Incoming("progress")
  @Blocking
  public void progress(String payload, IncomingKafkaRecordMetadata<String, String> kafka) {
    log.progress(Json.read(payload, CellProgress.class), kafka.getOffset());
  }
}
