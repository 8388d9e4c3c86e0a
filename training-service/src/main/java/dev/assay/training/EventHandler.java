// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.outbox.Rebuild;
import dev.assay.outbox.WorkQueue;
import dev.assay.training.store.SplitRow;
import dev.assay.training.store.StudyRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import org.jboss.logging.Logger;

/**
 * Stores what the events say, in whatever order they arrive, and then lets the {@link Planner} plan
 * the study. Every method runs in the caller's transaction, which locks the study.
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

  public void study(StudySubmitted event) {
    StudyRow study = StudyRow.locked(event.studyId());
    if (study.payload == null || Rebuild.isReplaying()) {
      study.payload = Json.write(event); // a study does not change
    }
    plan(study);
  }

  public void split(SplitPublished event) {
    StudyRow study = StudyRow.locked(event.studyId());
    SplitRow.keep(event);
    plan(study);
  }

  /**
   * A rebuild plans when all is read, so that no row stands in its way that is yet to be mended.
   */
  private void plan(StudyRow study) {
    if (!Rebuild.isReplaying()) {
      planner.plan(study);
    }
  }

  /** Requests what is missing after a rebuild. */
  public void planAll() {
    StudyRow.<StudyRow>list("order by studyId").stream()
        .map(study -> study.studyId)
        .toList()
        .forEach(id -> planner.plan(StudyRow.locked(id)));
  }

  /** May arrive before the study itself, which is then never planned. */
  public void cancel(StudyCancelRequested event) {
    StudyRow study = StudyRow.locked(event.studyId());
    study.cancelled = true;
    int withdrawn = queue.withdraw(event.studyId());
    LOG.infof("study %s is cancelled: %d requests withdrawn", event.studyId(), withdrawn);
  }
}
