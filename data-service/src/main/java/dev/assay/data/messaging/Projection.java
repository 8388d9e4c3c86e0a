// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.messaging;

import dev.assay.data.study.RebuiltStates;
import dev.assay.outbox.Rebuildable;
import dev.assay.outbox.Receiver;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * A rebuild finds out anew how every cell and every study has ended. It keeps what no topic has:
 * data sets with the paths of their images, versions, uploads, what was erased.
 */
@ApplicationScoped
public class Projection implements Rebuildable {
  private final EventConsumer events;
  private final RebuiltStates states;

  Projection(EventConsumer events, RebuiltStates states) {
    this.events = events;
    this.states = states;
  }

  @Override
  public Receiver receiver() {
    return events;
  }

  @Override
  public void begin() {
    states.begin();
  }

  @Override
  public void end() {
    states.end();
  }
}
