// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.messaging;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.EventType;
import dev.assay.outbox.Delivery;
import dev.assay.outbox.ReceivedRecord;
import dev.assay.outbox.Receiver;
import dev.assay.reporting.store.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/** Best effort: only the newest progress of a run counts, so a lost one does no harm. */
@ApplicationScoped
public class ProgressConsumer implements Receiver {
  private final EventLog log;

  ProgressConsumer(EventLog log) {
    this.log = log;
  }

  @Override
  public Set<String> topics() {
    return Set.of(EventType.CELL_PROGRESS.topic());
  }

  /** Apart, so that much progress delays no event. */
  @Override
  public Optional<String> group() {
    return Optional.of("reporting-service-progress");
  }

  @Override
  public Delivery read(ReceivedRecord record) {
    CellProgress progress = Json.read(record.text(), CellProgress.class);
    return Delivery.droppable(() -> log.progress(progress, record.offset()));
  }
}
