// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.messaging;

import dev.assay.outbox.Rebuildable;
import dev.assay.outbox.Receiver;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Reports follow from events alone. The progress of runs is kept: its topic forgets it after a day,
 * and no report is made of it.
 */
@ApplicationScoped
public class Projection implements Rebuildable {
  private final EventConsumer events;

  Projection(EventConsumer events) {
    this.events = events;
  }

  @Override
  public Set<String> tables() {
    return Set.of("study_event", "study_state", "cell_state");
  }

  @Override
  public Receiver receiver() {
    return events;
  }
}
