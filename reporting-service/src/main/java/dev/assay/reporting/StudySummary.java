// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import java.time.Instant;

/**
 * A study in the list of studies.
 *
 * @param studyId the study
 * @param name as its author calls it
 * @param state how far it is
 * @param submittedAt when its submission was recorded
 * @param total number of cells
 * @param done cells with metrics
 * @param failed cells that failed
 */
public record StudySummary(
    String studyId,
    String name,
    StudyState state,
    Instant submittedAt,
    int total,
    int done,
    int failed) {
  /** What stays of a study whose data were withdrawn. */
  static StudySummary withdrawn(WithdrawnStudy study) {
    return new StudySummary(
        study.studyId(), study.name(), StudyState.DATA_WITHDRAWN, study.submittedAt(), 0, 0, 0);
  }
}
