package dev.assay.data.study;

import dev.assay.data.store.StudyCellRow;
import dev.assay.data.store.StudyRow;

/**
 * A study in a list.
 *
 * @param state as in {@link StudyView}
 * @param cells in all
 * @param completed cells with metrics
 * @param failed cells without
 */
public record StudySummary(
    String studyId,
    String name,
    String state,
    String submittedAt,
    int cells,
    int completed,
    int failed) {

  public static StudySummary of(StudyRow row) {
    return new StudySummary(
        row.studyId,
        row.name,
        row.state.label(),
        row.submittedAt.toString(),
        Math.toIntExact(StudyCellRow.count("studyId", row.studyId)),
        StudyCellRow.count(row.studyId, StudyCellRow.State.DONE),
        StudyCellRow.count(row.studyId, StudyCellRow.State.FAILED));
  }
}
