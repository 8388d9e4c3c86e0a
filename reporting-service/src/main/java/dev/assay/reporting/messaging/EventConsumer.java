// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.messaging;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.outbox.Delivery;
import dev.assay.outbox.ErasedStudies;
import dev.assay.outbox.EventIntake;
import dev.assay.outbox.Rebuild;
import dev.assay.outbox.ReceivedRecord;
import dev.assay.outbox.Receiver;
import dev.assay.reporting.store.ErasureLedger;
import dev.assay.reporting.store.EventLog;
import dev.assay.reporting.webhook.Webhooks;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Stores every event and queues it for the webhooks. An event that cannot be read becomes a dead
 * letter and stops no other.
 */
@ApplicationScoped
public class EventConsumer implements Receiver {
  private final EventIntake intake;
  private final Set<String> topics;
  private final EventContents contents;
  private final EventLog log;
  private final Webhooks webhooks;
  private final ErasureLedger erasures;
  private final ErasedStudies erased;

  EventConsumer(
      EventIntake intake,
      @ConfigProperty(name = "mp.messaging.incoming.events.topics") Set<String> topics,
      EventLog log,
      Webhooks webhooks,
      ErasureLedger erasures,
      ErasedStudies erased,
      ArtifactStore store) {
    this.intake = intake;
    this.topics = topics;
    this.contents = new EventContents(store);
    this.log = log;
    this.webhooks = webhooks;
    this.erasures = erasures;
    this.erased = erased;
  }

  @Incoming("events")
  @Blocking
  CompletionStage<Void> receive(Message<byte[]> message) {
    return intake.receive(message, this);
  }

  @Override
  public Set<String> topics() {
    return topics;
  }

  @Override
  public Delivery read(ReceivedRecord record) {
    return contents.deliver(
        record.topic(),
        record.text(),
        erased::has,
        event -> {
          switch (event) {
            case ErasureRequested request -> erasures.requested(request);
            case ErasureConfirmed confirmation -> erasures.confirmed(confirmation);
            default -> log.add(event.eventId(), event, record.recordedAt());
          }
          if (!Rebuild.isReplaying()) {
            webhooks.enqueue(event.eventId(), event, record.recordedAt());
          }
        },
        Delivery::once);
  }
}
