// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.messaging;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.inference.EventHandler;
import dev.assay.outbox.Inbox;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Consumes the events of this service. Each is handled once: its id follows from its content, and
 * the inbox knows the ids. A message that is no such event goes to the dead-letter topic.
 */
@ApplicationScoped
public class EventConsumer {
  private final Inbox inbox;
  private final EventHandler handler;

  EventConsumer(Inbox inbox, EventHandler handler) {
    this.inbox = inbox;
    this.handler = handler;
  }

  @Incoming("model-trained")
  @Blocking
  void modelTrained(String json) {
    ModelTrained event = Json.read(json, ModelTrained.class);
    inbox.once(event.eventId(), () -> handler.model(event));
  }

  @Incoming("split-published")
  @Blocking
  void splitPublished(String json) {
    SplitPublished event = Json.read(json, SplitPublished.class);
    inbox.once(event.eventId(), () -> handler.split(event));
  }

  @Incoming("study-cancel-requested")
  @Blocking
  void studyCancelRequested(String json) {
    StudyCancelRequested event = Json.read(json, StudyCancelRequested.class);
    inbox.once(event.eventId(), () -> handler.cancel(event));
  }
}
