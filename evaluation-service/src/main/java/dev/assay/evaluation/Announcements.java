// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.ComparisonCompleted;
import dev.assay.contracts.event.ComparisonFailed;
import dev.assay.contracts.event.ComparisonFailed.EvaluatedCell;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.ComparisonRequestRow;
import dev.assay.outbox.Outbox;
import dev.assay.outbox.Removal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Completes the evaluation of a cell, or a comparison, and publishes it, in the caller's
 * transaction: the row and the event are committed together or not at all.
 */
@ApplicationScoped
public class Announcements {
  private final Outbox outbox;
  private final EventContents contents;

  Announcements(Outbox outbox, ArtifactStore store) {
    this.contents = new EventContents(store);
    this.outbox = outbox;
  }

  /** The cell has these metrics. */
  void completed(CellRow cell, String evaluationKey, ArtifactRef metrics) {
    @Nullable String before = cell.announcedKey;
    cell.state = CellRow.State.DONE;
    cell.reason = null;
    cell.announcedKey = evaluationKey;
    send(
        new EvaluationCompleted(
            cell.studyId,
            cell.cellId,
            evaluationKey,
            metrics,
            evaluationKey.equals(before) ? null : before));
  }

  /** The cells of a data set have this comparison. */
  void compared(ComparisonRequestRow request, String comparisonKey, ArtifactRef comparison) {
    @Nullable String before = request.announcedKey;
    request.announcedKey = comparisonKey;
    request.reason = null;
    send(
        new ComparisonCompleted(
            request.studyId,
            comparisonKey,
            comparison,
            comparisonKey.equals(before) ? null : before,
            request.dataset));
  }

  /** These cells will not be compared unless the actor does something. */
  void notCompared(
      ComparisonRequestRow request,
      String comparisonKey,
      List<EvaluatedCell> cells,
      String reason,
      Actor actor) {
    request.reason = reason;
    send(
        new ComparisonFailed(
            request.studyId, request.dataset, comparisonKey, cells, reason, actor));
  }

  /** The cell will have no metrics unless the actor does something. */
  void failed(CellRow cell, String reason, Actor actor) {
    cell.state = CellRow.State.FAILED;
    cell.reason = reason;
    send(new CellFailed(cell.studyId, cell.cellId, null, null, "evaluation", reason, actor));
  }

  /** Everything of an erasure is removed here. */
  void erased(ErasureRequested event, Removal removal) {
    send(
        ErasureConfirmed.of(
            event.erasure(), "evaluation-service", removal.removed(), removal.files()));
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
