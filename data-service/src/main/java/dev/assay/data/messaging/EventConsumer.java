// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.messaging;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.EventType;
import dev.assay.data.study.StudyStates;
import dev.assay.outbox.Delivery;
import dev.assay.outbox.ReceivedRecord;
import dev.assay.outbox.Receiver;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Consumes the events that change the state of a study. Each is handled once: its id follows from
 * its content. A message that is no such event becomes a dead letter and stops no other.
 */
@ApplicationScoped
public class EventConsumer implements Receiver {
  private final EventContents contents;
  private final StudyStates states;

  EventConsumer(StudyStates states, ArtifactStore store) {
    this.contents = new EventContents(store);
    this.states = states;
  }

  @Override
  public Set<String> topics() {
    return Set.of(EventType.EVALUATION_COMPLETED.topic(), EventType.CELL_FAILED.topic());
  }

  @Override
  public Delivery read(ReceivedRecord record) {
    EventContents.Received received =
        contents.read(EventType.ofTopic(record.topic()), record.text());
    return Delivery.once(received.eventId(), () -> handle(received.event().get()));
  }

  private void handle(AssayEvent received) {
    switch (received) {
      case EvaluationCompleted event -> states.completed(event);
      case CellFailed event -> states.failed(event);
      default -> throw new IllegalArgumentException("not consumed: " + received.eventType());
    }
  }
}
