// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.data.store.StudyCellRow;
import dev.assay.data.store.StudyRow;

/**
 * A study in the list of studies.
 *
 * @param state as in {@link StudyView}
 * @param cells number of cells
 * @param completed number of cells with metrics
 * @param failed number of cells that failed
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
