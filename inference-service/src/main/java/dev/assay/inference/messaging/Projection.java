// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.messaging;

import dev.assay.outbox.Rebuildable;
import dev.assay.outbox.Receiver;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * A rebuild adds the splits, models and requests of scorings that are missing. It keeps what no
 * topic has: features, and predictions of earlier models that are used again.
 */
@ApplicationScoped
public class Projection implements Rebuildable {
  private final EventConsumer events;

  Projection(EventConsumer events) {
    this.events = events;
  }

  @Override
  public Receiver receiver() {
    return events;
  }
}
