// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.messaging;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.evaluation.Comparisons;
import dev.assay.evaluation.EventHandler;
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
  private final Comparisons comparisons;

  EventConsumer(EventHandler handler, Comparisons comparisons, ArtifactStore store) {
    this.contents = new EventContents(store);
    this.handler = handler;
    this.comparisons = comparisons;
  }

  @Override
  public Set<String> topics() {
    return Set.of(
        EventType.STUDY_SUBMITTED.topic(),
        EventType.SPLIT_PUBLISHED.topic(),
        EventType.PREDICTIONS_READY.topic(),
        EventType.EVALUATION_COMPLETED.topic(),
        EventType.CELL_FAILED.topic());
  }

  @Override
  public Delivery read(ReceivedRecord record) {
    EventContents.Received received =
        contents.read(EventType.ofTopic(record.topic()), record.text());
    return Delivery.once(received.eventId(), () -> handle(received.event().get()));
  }

  private void handle(AssayEvent received) {
    switch (received) {
      case StudySubmitted event -> handler.study(event);
      case SplitPublished event -> handler.split(event);
      case PredictionsReady event -> handler.predictions(event);
      // This service's own event: all earlier metrics are then committed and can be compared.
      case EvaluationCompleted event -> comparisons.evaluated(event.studyId());
      case CellFailed event -> comparisons.failed(event);
      default -> throw new IllegalArgumentException("not consumed: " + received.eventType());
    }
  }
}
