// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.data.store.Locks;
import dev.assay.data.store.NewDataRuleRow;
import dev.assay.data.store.StudyRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/**
 * Tries an ended study again on the same images, splits and weights, whatever was registered since.
 * Results are found by their keys, so only what failed or was cancelled is computed.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class StudyRetries {
  private final StartedStudies started;
  private final EntityManager entities;

  StudyRetries(StartedStudies started, EntityManager entities) {
    this.started = started;
    this.entities = entities;
  }

  /**
   * Starts the study under its next id, unless it was started again already.
   *
   * @return empty if there is no such study
   * @throws StillGoodException if it is running, or every cell has a result
   */
  public Optional<Submission> retry(String studyId) {
    Optional<StudyRow> found = StudyRow.of(studyId);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    StudyRow given = found.get();
    Locks.take(entities, Locks.ERASURE);
    Locks.take(entities, "study:" + given.contentHash);
    entities.refresh(given);
    if (given.isReusable() || given.state == StudyRow.State.DATA_WITHDRAWN) {
      throw new StillGoodException(given.state);
    }
    StudyRow newest = StudyRow.newest(given.contentHash).orElse(given);
    return Optional.of(newest.isReusable() ? Submission.known(newest) : again(newest));
  }

  private Submission again(StudyRow before) {
    int attempt = before.attempt + 1;
    String id = StartedStudies.id(before.contentHash, attempt);
    StudySubmitted submitted = before.submitted().again(id);
    List<SplitPublished> splits = before.splits().stream().map(s -> s.again(id)).toList();
    StudyRow row = new StudyRow();
    row.contentHash = before.contentHash;
    row.attempt = attempt;
    row.notes = before.notes;
    row.revision = before.revision;
    row.previous = before.previous;
    started.start(row, submitted, splits);
    NewDataRuleRow.follow(before.studyId, id);
    return Submission.fresh(row);
  }

  /** A study of which nothing can be tried again. */
  public static final class StillGoodException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StillGoodException(StudyRow.State state) {
      super(
          switch (state) {
            case RUNNING -> "it is running; failed cells can be tried again when it has ended";
            case DATA_WITHDRAWN -> "its data were withdrawn";
            default -> "every cell has a result, so there is nothing to try again";
          });
    }
  }
}
