package dev.assay.data.messaging;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.data.study.StudyStates;
import dev.assay.outbox.Inbox;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Takes each event once: the inbox knows its id, which follows from what it says. What is no such
 * event fails to the dead-letter topic and stops nothing else.
 */
@ApplicationScoped
public class EventConsumer {
  private final Inbox inbox;
  private final StudyStates states;

  EventConsumer(Inbox inbox, StudyStates states) {
    this.inbox = inbox;
    this.states = states;
  }

  @Incoming("evaluation-completed")
  @Blocking
  void evaluationCompleted(String json) {
    EvaluationCompleted event = Json.read(json, EvaluationCompleted.class);
    inbox.once(event.eventId(), () -> states.completed(event));
  }

  @Incoming("cell-failed")
  @Blocking
  void cellFailed(String json) {
    CellFailed event = Json.read(json, CellFailed.class);
    inbox.once(event.eventId(), () -> states.failed(event));
  }
}
