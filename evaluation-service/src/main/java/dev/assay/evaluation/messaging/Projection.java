// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.messaging;

import dev.assay.evaluation.EventHandler;
import dev.assay.outbox.Rebuildable;
import dev.assay.outbox.Receiver;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * A rebuild adds the studies, splits, cells and predictions that are missing. It keeps what no
 * topic has, the interim analyses that somebody was told of, and requests no comparison: that would
 * be a further analysis.
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
