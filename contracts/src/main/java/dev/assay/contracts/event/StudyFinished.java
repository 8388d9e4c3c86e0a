// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.Check;

/**
 * Every cell of the study has metrics or a reason why not, or the study was cancelled.
 *
 * @param studyId the study
 * @param outcome how it ended
 * @param completed number of cells with metrics
 * @param failed number of cells without metrics
 */
public record StudyFinished(
    String studyId, StudyFinished.Outcome outcome, int completed, int failed)
    implements AssayEvent {

  public StudyFinished {
    Check.text("studyId", studyId);
    Check.present("outcome", outcome);
    Check.atLeast("completed", completed, 0);
    Check.atLeast("failed", failed, 0);
  }

  @Override
  public String[] identity() {
    return new String[] {studyId, outcome.name()};
  }

  /** How a study ended. */
  public enum Outcome {
    @JsonProperty("done")
    DONE,
    @JsonProperty("failed-cells")
    FAILED_CELLS,
    @JsonProperty("cancelled")
    CANCELLED
  }
}
