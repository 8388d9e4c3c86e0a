package dev.assay.inference.messaging;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.inference.Arrivals;
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
  private final Arrivals arrivals;

  EventConsumer(Inbox inbox, Arrivals arrivals) {
    this.inbox = inbox;
    this.arrivals = arrivals;
  }

  @Incoming("model-trained")
  @Blocking
  void modelTrained(String json) {
    ModelTrained event = Json.read(json, ModelTrained.class);
    inbox.once(event.eventId(), () -> arrivals.model(event));
  }

  @Incoming("split-published")
  @Blocking
  void splitPublished(String json) {
    SplitPublished event = Json.read(json, SplitPublished.class);
    inbox.once(event.eventId(), () -> arrivals.split(event));
  }

  @Incoming("study-cancel-requested")
  @Blocking
  void studyCancelRequested(String json) {
    StudyCancelRequested event = Json.read(json, StudyCancelRequested.class);
    inbox.once(event.eventId(), () -> arrivals.cancel(event));
  }
}
