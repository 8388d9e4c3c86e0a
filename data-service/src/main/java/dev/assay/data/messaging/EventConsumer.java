// SPDX-License-Identifier: Apache-2.0
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
 * Consumes the events that change the state of a study. The inbox processes each event once, by its
 * id. A message that is no such event goes to the dead-letter topic, and the others continue.
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
