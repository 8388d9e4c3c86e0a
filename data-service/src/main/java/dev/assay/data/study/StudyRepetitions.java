// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.Hash;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.data.store.Locks;
import dev.assay.data.store.StudyCellRow;
import dev.assay.data.store.StudyRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/**
 * Computes one row of a study once more, from the images, split and weights that it had, whatever
 * was registered since. The row becomes a study of its own, for which no stored features, models or
 * predictions are used.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class StudyRepetitions {
  private final StartedStudies started;
  private final EntityManager entities;

  StudyRepetitions(StartedStudies started, EntityManager entities) {
    this.started = started;
    this.entities = entities;
  }

  /**
   * Starts a repetition, unless the same one is running.
   *
   * @param seed one of the study; absent: all of them
   * @return empty if there is no such study
   * @throws RefusedException if the study has no such row or seed, or there is nothing to compare
   *     with
   */
  public Optional<Submission> repeat(String studyId, String cellId, Optional<Long> seed) {
    Optional<StudyRow> found = StudyRow.of(studyId);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Locks.take(entities, Locks.ERASURE);
    StudyRow of = found.get();
    entities.refresh(of);
    if (of.state == StudyRow.State.DATA_WITHDRAWN) {
      throw new RefusedException("its data were withdrawn", false);
    }
    StudySubmitted study = of.submitted();
    Cell cell = cell(study, cellId);
    List<Long> seeds = seed.map(one -> List.of(requireSeed(study, one))).orElse(study.seeds());
    if (StudyCellRow.of(studyId, cellId)
        .filter(row -> row.state == StudyCellRow.State.DONE)
        .isEmpty()) {
      throw new RefusedException(
          "row " + cellId + " has no result yet, so there is nothing to compare with", true);
    }
    record Identity(String repetitionOf, String cell, List<Long> seeds) {}
    String content = Hash.ofJson(new Identity(studyId, cellId, seeds));
    Locks.take(entities, "study:" + content);
    Optional<StudyRow> newest = StudyRow.newest(content);
    if (newest.isPresent() && newest.get().state == StudyRow.State.RUNNING) {
      return Optional.of(Submission.known(newest.get()));
    }
    return Optional.of(
        start(of, study, cell, seeds, content, newest.map(row -> row.attempt + 1).orElse(1)));
  }

  private Submission start(
      StudyRow of, StudySubmitted study, Cell cell, List<Long> seeds, String content, int attempt) {
    String id = StartedStudies.id(content, attempt);
    List<SplitPublished> splits =
        of.splits().stream()
            .filter(split -> split.dataset().equals(cell.dataset()))
            .map(split -> split.again(id))
            .toList();
    StudyRow row = new StudyRow();
    row.contentHash = content;
    row.attempt = attempt;
    row.notes = "[]";
    row.revision = of.revision;
    row.previous = null;
    started.start(row, study.repetition(id, cell, seeds), splits);
    return Submission.fresh(row);
  }

  private static Cell cell(StudySubmitted study, String cellId) {
    Cell cell =
        study.cells().stream()
            .filter(one -> one.cellId().equals(cellId))
            .findFirst()
            .orElseThrow(() -> new RefusedException("it has no row " + cellId, false));
    List<String> pools = cell.pools();
    if (pools != null) {
      throw new RefusedException(
          "row %s pools the predictions of its folds and is not trained; repeat its folds: %s"
              .formatted(cellId, String.join(", ", pools)),
          true);
    }
    return cell;
  }

  private static long requireSeed(StudySubmitted study, long seed) {
    if (!study.seeds().contains(seed)) {
      throw new RefusedException(
          "it has no seed %d; accepted: %s".formatted(seed, study.seeds()), false);
    }
    return seed;
  }

  /** A row that cannot be repeated. */
  public static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean conflict;

    RefusedException(String message, boolean conflict) {
      super(message);
      this.conflict = conflict;
    }

    /** Whether the state of the study forbids it, and not the request. */
    public boolean isConflict() {
      return conflict;
    }
  }
}
