// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.inference.store.CancelledStudyRow;
import dev.assay.inference.store.SplitRow;
import dev.assay.inference.store.TrainedRunRow;
import dev.assay.outbox.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Stores what the events say, in whatever order they arrive, and lets the {@link Planner} plan each
 * run whose model and split are known. Every method runs in the caller's transaction, which locks
 * the study.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class EventHandler {
  private static final Logger LOG = Logger.getLogger(EventHandler.class);

  private final WorkQueue queue;
  private final Planner planner;

  EventHandler(WorkQueue queue, Planner planner) {
    this.queue = queue;
    this.planner = planner;
  }

  public void model(ModelTrained event) {
    TrainedRunRow.lock(event.studyId());
    Optional<TrainedRunRow> known = TrainedRunRow.known(event);
    if (known.isPresent()) {
      // Only a rebuild reads an event twice.
      known.get().payload = Json.write(event);
      if (known.get().state != TrainedRunRow.State.WAITING) {
        return;
      }
    }
    TrainedRunRow run = known.orElseGet(() -> TrainedRunRow.of(event));
    if (CancelledStudyRow.has(event.studyId())) {
      run.state = TrainedRunRow.State.CANCELLED;
      run.persist();
      return;
    }
    run.persist();
    SplitRow.of(event.studyId(), event.dataset())
        .ifPresent(split -> planner.plan(run, split.event()));
  }

  public void split(SplitPublished event) {
    TrainedRunRow.lock(event.studyId());
    SplitRow.keep(event);
    TrainedRunRow.waiting(event.studyId(), event.dataset())
        .forEach(run -> planner.plan(run, event));
  }

  public void cancel(StudyCancelRequested event) {
    TrainedRunRow.lock(event.studyId());
    CancelledStudyRow.keep(event.studyId());
    TrainedRunRow.cancel(event.studyId());
    int withdrawn = queue.withdraw(event.studyId());
    LOG.infof("study %s is cancelled: %d requests withdrawn", event.studyId(), withdrawn);
  }
}
