// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.messaging;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.EventType;
import dev.assay.outbox.Delivery;
import dev.assay.outbox.EventIntake;
import dev.assay.outbox.ReceivedRecord;
import dev.assay.outbox.Receiver;
import dev.assay.reporting.store.EventLog;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Best effort: only the newest progress of a run counts, so a lost one does no harm. */
@ApplicationScoped
public class ProgressConsumer implements Receiver {
  private final EventIntake intake;
  private final EventLog log;

  ProgressConsumer(EventIntake intake, EventLog log) {
    this.intake = intake;
    this.log = log;
  }

  @Incoming("progress")
  @Blocking
  CompletionStage<Void> receive(Message<byte[]> message) {
    return intake.receive(message, this);
  }

  @Override
  public Set<String> topics() {
    return Set.of(EventType.CELL_PROGRESS.topic());
  }

  @Override
  public Delivery read(ReceivedRecord record) {
    CellProgress progress = Json.read(record.text(), CellProgress.class);
    return Delivery.droppable(() -> log.progress(progress, record.offset()));
  }
}
