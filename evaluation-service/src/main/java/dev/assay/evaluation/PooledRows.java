// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.contracts.Actor;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.FailureRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Objects;

/**
 * Publishes that a cross-validation has failed because one of its folds has. If the fold has a
 * result later, the cross-validation is evaluated.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class PooledRows {
  private final Announcements announcements;

  PooledRows(Announcements announcements) {
    this.announcements = announcements;
  }

  /** A cell of the study has failed; the caller has locked the study. */
  void failed(StudyIndex study, CellFailed event) {
    publish(study, event.cellId(), event.actor());
  }

  /** The study has come, perhaps after failures of its cells; the caller has locked it. */
  void arrived(StudyIndex study) {
    for (FailureRow failure : FailureRow.ofStudy(study.study().studyId())) {
      publish(study, failure.cellId, Actor.OPERATOR);
    }
  }

  private void publish(StudyIndex study, String fold, Actor actor) {
    for (Cell cell : study.pooling(fold)) {
      List<String> pools = Objects.requireNonNull(cell.pools());
      CellRow.of(study.study().studyId(), cell.cellId())
          .filter(row -> row.state == CellRow.State.WAITING)
          .ifPresent(
              row ->
                  announcements.failed(
                      row,
                      "fold %d of %d has no result"
                          .formatted(pools.indexOf(fold) + 1, pools.size()),
                      actor));
    }
  }

  /** Whether these cells are the folds of a cross-validation of the study. */
  static boolean arePooled(StudyIndex study, List<Cell> cells) {
    return cells.stream().anyMatch(cell -> !study.pooling(cell.cellId()).isEmpty());
  }
}
