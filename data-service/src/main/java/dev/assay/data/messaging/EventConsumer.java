// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.messaging;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.data.study.StudyStates;
import dev.assay.outbox.Delivery;
import dev.assay.outbox.ErasedStudies;
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
 * Consumes the events that change the state of a study. Each is handled once: its id follows from
 * its content. A message that is no such event becomes a dead letter and stops no other.
 */
@ApplicationScoped
public class EventConsumer implements Receiver {
  private final EventIntake intake;
  private final Set<String> topics;
  private final EventContents contents;
  private final StudyStates states;
  private final ErasedStudies erased;

  EventConsumer(
      EventIntake intake,
      @ConfigProperty(name = "mp.messaging.incoming.events.topics") Set<String> topics,
      StudyStates states,
      ErasedStudies erased,
      ArtifactStore store) {
    this.intake = intake;
    this.topics = topics;
    this.contents = new EventContents(store);
    this.states = states;
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
        record.topic(), record.text(), erased::has, this::handle, Delivery::once);
  }

  private void handle(AssayEvent received) {
    switch (received) {
      case EvaluationCompleted event -> states.completed(event);
      case CellFailed event -> states.failed(event);
      default -> throw new IllegalArgumentException("not consumed: " + received.eventType());
    }
  }
}
