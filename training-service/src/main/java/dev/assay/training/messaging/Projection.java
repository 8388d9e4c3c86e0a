// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.messaging;

import dev.assay.outbox.Rebuildable;
import dev.assay.outbox.Receiver;
import dev.assay.training.EventHandler;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * A rebuild adds the studies, splits and requests of runs that are missing. It keeps what no topic
 * has: pauses, the models of the other checkpoint, micro-batches, features, and running work.
 */
@ApplicationScoped
public class Projection implements Rebuildable {
  private final EventConsumer events;
  private final EventHandler handler;

  Projection(EventConsumer events, EventHandler handler) {
    this.events = events;
    this.handler = handler;
  }

  @Override
  public Receiver receiver() {
    return events;
  }

  @Override
  public void end() {
    handler.planAll();
  }
}
