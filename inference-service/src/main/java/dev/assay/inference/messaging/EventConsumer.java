// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.messaging;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.inference.Erasure;
import dev.assay.inference.EventHandler;
import dev.assay.outbox.Delivery;
import dev.assay.outbox.EventIntake;
import dev.assay.outbox.ReceivedRecord;
import dev.assay.outbox.Receiver;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Consumes the events of this service. Each is handled once: its id follows from its content, and
 * the inbox knows the ids. A message that is no such event becomes a dead letter and stops no
 * other.
 */
@ApplicationScoped
public class EventConsumer implements Receiver {
  private final EventIntake intake;
  private final Set<String> topics;
  private final EventContents contents;
  private final EventHandler handler;
  private final Erasure erasure;

  EventConsumer(
      EventIntake intake,
      @ConfigProperty(name = "mp.messaging.incoming.events.topics") Set<String> topics,
      EventHandler handler,
      Erasure erasure,
      ArtifactStore store) {
    this.intake = intake;
    this.topics = topics;
    this.contents = new EventContents(store);
    this.handler = handler;
    this.erasure = erasure;
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
        record.topic(), record.text(), erasure::has, this::handle, Delivery::once);
  }

  private void handle(AssayEvent received) {
    switch (received) {
      case ModelTrained event -> handler.model(event);
      case SplitPublished event -> handler.split(event);
      case StudyCancelRequested event -> handler.cancel(event);
      case ErasureRequested event -> erasure.erase(event);
      default -> throw new IllegalArgumentException("not consumed: " + received.eventType());
    }
  }
}
