// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.messaging;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.evaluation.Comparisons;
import dev.assay.evaluation.EventHandler;
import dev.assay.outbox.Inbox;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Receives each event once: the inbox knows its id, which follows from its content. A message that
 * is no such event goes to the dead-letter topic and does not stop the others.
 */
@ApplicationScoped
public class EventConsumer {
  private final Inbox inbox;
  private final EventHandler handler;
  private final Comparisons comparisons;

  EventConsumer(Inbox inbox, EventHandler handler, Comparisons comparisons) {
    this.inbox = inbox;
    this.handler = handler;
    this.comparisons = comparisons;
  }

  @Incoming("study-submitted")
  @Blocking
  void studySubmitted(String json) {
    StudySubmitted event = Json.read(json, StudySubmitted.class);
    inbox.once(event.eventId(), () -> handler.study(event));
  }

  @Incoming("split-published")
  @Blocking
  void splitPublished(String json) {
    SplitPublished event = Json.read(json, SplitPublished.class);
    inbox.once(event.eventId(), () -> handler.split(event));
  }

  @Incoming("predictions-ready")
  @Blocking
  void predictionsReady(String json) {
    PredictionsReady event = Json.read(json, PredictionsReady.class);
    inbox.once(event.eventId(), () -> handler.predictions(event));
  }

  /** This service's own event: all earlier metrics are then committed and can be compared. */
  @Incoming("evaluation-completed")
  @Blocking
  void evaluationCompleted(String json) {
    EvaluationCompleted event = Json.read(json, EvaluationCompleted.class);
    inbox.once(event.eventId(), () -> comparisons.evaluated(event.studyId()));
  }

  @Incoming("cell-failed")
  @Blocking
  void cellFailed(String json) {
    CellFailed event = Json.read(json, CellFailed.class);
    inbox.once(event.eventId(), () -> comparisons.failed(event));
  }
}
