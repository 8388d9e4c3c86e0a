package dev.assay.training.messaging;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.outbox.Inbox;
import dev.assay.training.Planner;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Takes each event once: the inbox knows its id, which follows from what it says. Only rows are
 * written here; the work is the workers'. What is no such event fails to the dead-letter topic and
 * stops nothing else.
 */
@ApplicationScoped
public class EventConsumer {
  private final Inbox inbox;
  private final Planner planner;

  EventConsumer(Inbox inbox, Planner planner) {
    this.inbox = inbox;
    this.planner = planner;
  }

  @Incoming("study-submitted")
  @Blocking
  void studySubmitted(String json) {
    StudySubmitted event = Json.read(json, StudySubmitted.class);
    inbox.once(event.eventId(), () -> planner.study(event));
  }

  @Incoming("split-published")
  @Blocking
  void splitPublished(String json) {
    SplitPublished event = Json.read(json, SplitPublished.class);
    inbox.once(event.eventId(), () -> planner.split(event));
  }

  @Incoming("study-cancel-requested")
  @Blocking
  void studyCancelRequested(String json) {
    StudyCancelRequested event = Json.read(json, StudyCancelRequested.class);
    inbox.once(event.eventId(), () -> planner.cancel(event));
  }
}
