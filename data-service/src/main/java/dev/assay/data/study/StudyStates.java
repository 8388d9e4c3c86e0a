// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.contracts.event.StudyFinished.Outcome;
import dev.assay.data.store.NewDataRuleRow;
import dev.assay.data.store.StudyCellRow;
import dev.assay.data.store.StudyRow;
import dev.assay.outbox.Outbox;
import dev.assay.outbox.Rebuild;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Changes the states of studies: see the diagram of {@link StudyRow.State}. Every method runs in
 * the caller's transaction with a lock on its study, and writes the events in the same transaction.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class StudyStates {
  private static final Logger LOG = Logger.getLogger(StudyStates.class);

  private final Outbox outbox;
  private final EventContents contents;

  StudyStates(Outbox outbox, ArtifactStore store) {
    this.contents = new EventContents(store);
    this.outbox = outbox;
  }

  /** A cell has metrics, even if it failed before. */
  public void completed(EvaluationCompleted event) {
    change(
        event.studyId(),
        event.cellId(),
        cell -> {
          cell.state = StudyCellRow.State.DONE;
          cell.stage = null;
          cell.reason = null;
          cell.actor = null;
        });
  }

  /** A cell failed. The first reason is kept, because later ones are often its consequences. */
  public void failed(CellFailed event) {
    change(
        event.studyId(),
        event.cellId(),
        cell -> {
          if (cell.state == StudyCellRow.State.RUNNING) {
            cell.state = StudyCellRow.State.FAILED;
            cell.stage = event.stage();
            cell.reason = event.reason();
            cell.actor = Json.mapper().valueToTree(event.actor()).textValue();
          }
        });
  }

  /** The result of a request to cancel. */
  public enum Cancellation {
    DONE,
    /** The study had already ended. */
    TOO_LATE,
    UNKNOWN
  }

  /** Cancels a running study. Its runs stop unless another study needs them. */
  public Cancellation cancel(String studyId) {
    Optional<StudyRow> found = StudyRow.locked(studyId);
    if (found.isEmpty()) {
      return Cancellation.UNKNOWN;
    }
    StudyRow study = found.get();
    if (study.state == StudyRow.State.CANCELLED) {
      return Cancellation.DONE;
    }
    if (study.state != StudyRow.State.RUNNING) {
      return Cancellation.TOO_LATE;
    }
    NewDataRuleRow.removeStudy(studyId);
    send(new StudyCancelRequested(studyId));
    end(study, StudyRow.State.CANCELLED, Outcome.CANCELLED);
    return Cancellation.DONE;
  }

  private void change(String studyId, String cellId, Consumer<StudyCellRow> change) {
    Optional<StudyRow> study = StudyRow.locked(studyId);
    Optional<StudyCellRow> cell = StudyCellRow.of(studyId, cellId);
    if (study.isEmpty() || cell.isEmpty()) {
      LOG.warnf("cell %s of study %s is not known here; its event is ignored", cellId, studyId);
      return;
    }
    change.accept(cell.get());
    StudyCellRow.flush();
    endIfNothingRuns(study.get());
  }

  private void endIfNothingRuns(StudyRow study) {
    boolean open =
        study.state == StudyRow.State.RUNNING || study.state == StudyRow.State.FAILED_CELLS;
    if (!open || StudyCellRow.anyRuns(study.studyId)) {
      return;
    }
    boolean failed = StudyCellRow.count(study.studyId, StudyCellRow.State.FAILED) > 0;
    StudyRow.State state = failed ? StudyRow.State.FAILED_CELLS : StudyRow.State.DONE;
    if (state != study.state) {
      end(study, state, failed ? Outcome.FAILED_CELLS : Outcome.DONE);
    }
  }

  private void end(StudyRow study, StudyRow.State state, Outcome outcome) {
    study.state = state;
    if (Rebuild.isReplaying()) {
      // When it ended is known, and others are told when all records are read.
      return;
    }
    study.endedAt = Instant.now();
    send(finished(study, outcome));
    LOG.infof("study %s: %s", study.studyId, state.label());
  }

  private static StudyFinished finished(StudyRow study, Outcome outcome) {
    return new StudyFinished(
        study.studyId,
        outcome,
        StudyCellRow.count(study.studyId, StudyCellRow.State.DONE),
        StudyCellRow.count(study.studyId, StudyCellRow.State.FAILED));
  }

  /** After a rebuild; an end that others were told of before is not told again. */
  void tell(StudyRow study) {
    if (study.endedAt == null) {
      study.endedAt = Instant.now();
    }
    send(finished(study, study.state == StudyRow.State.DONE ? Outcome.DONE : Outcome.FAILED_CELLS));
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
