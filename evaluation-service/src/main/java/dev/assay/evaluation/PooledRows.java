package dev.assay.evaluation;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Cell;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.FailureRow;
import dev.assay.evaluation.store.StudyRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a cross-validation has no result because one of its folds has none. If the fold has
 * one later, so have all of them together.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class PooledRows {
  private final Announcements announcements;

  PooledRows(Announcements announcements) {
    this.announcements = announcements;
  }

  /** A cell of the study will have no metrics unless somebody acts; the study's lock is held. */
  void failed(CellFailed event) {
    StudyRow row = StudyRow.of(event.studyId());
    if (row != null) {
      tell(row.event(), event.cellId(), event.actor());
    }
  }

  /** Failures may have come before the study itself; likewise. */
  void arrived(StudySubmitted study) {
    for (FailureRow failure : FailureRow.ofStudy(study.studyId())) {
      tell(study, failure.cellId, Actor.OPERATOR);
    }
  }

  private void tell(StudySubmitted study, String fold, Actor actor) {
    for (Cell cell : study.cells()) {
      @Nullable List<String> pools = cell.pools();
      if (pools != null && pools.contains(fold)) {
        CellRow.of(study.studyId(), cell.cellId())
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
  }

  /** Whether the rows of these cells stand together in a row of their own. */
  static boolean arePooled(StudySubmitted study, List<Cell> cells) {
    return study.cells().stream()
        .map(Cell::pools)
        .anyMatch(
            pools -> pools != null && cells.stream().anyMatch(c -> pools.contains(c.cellId())));
  }
}
