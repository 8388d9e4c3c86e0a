// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.Actor;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.inference.store.ScoreRow;
import dev.assay.inference.store.TrainedRunRow;
import dev.assay.outbox.Outbox;
import dev.assay.outbox.Removal;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Publishes the outcome of scorings, in the transaction of the caller that also changes the rows.
 */
@ApplicationScoped
public class Announcements {
  private final Outbox outbox;
  private final EventContents contents;

  Announcements(Outbox outbox, ArtifactStore store) {
    this.contents = new EventContents(store);
    this.outbox = outbox;
  }

  /** Records and announces the predictions of the run. */
  void scored(TrainedRunRow run, ScoreRow score) {
    ModelTrained trained = run.event();
    run.state = TrainedRunRow.State.DONE;
    run.reason = null;
    send(
        new PredictionsReady(
            run.studyId,
            run.cellId,
            run.runKey,
            run.seed,
            score.scoringKey,
            score.test(),
            score.validation(),
            trained.manifest(),
            score.corrupted(),
            score.origin()));
  }

  /** Records and announces that the run has no predictions until the actor has acted. */
  void failed(TrainedRunRow run, String reason, Actor actor) {
    run.state = TrainedRunRow.State.FAILED;
    run.reason = reason;
    send(new CellFailed(run.studyId, run.cellId, run.runKey, run.seed, "scoring", reason, actor));
  }

  /** Confirms that everything of an erasure is removed here. */
  void erased(ErasureRequested event, Removal removal) {
    send(
        ErasureConfirmed.of(
            event.erasure(), "inference-service", removal.removed(), removal.files()));
  }

  private void send(AssayEvent event) {
    outbox.add(
        event.eventType().topic(),
        event.studyId(),
        event.eventId(),
        event.eventType().type(),
        contents.write(event));
  }
}
