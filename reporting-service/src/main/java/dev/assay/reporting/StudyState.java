package dev.assay.reporting;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a study is, as events tell. */
public enum StudyState {
  @JsonProperty("submitted")
  SUBMITTED,
  @JsonProperty("running")
  RUNNING,
  @JsonProperty("done")
  DONE,
  @JsonProperty("failed-cells")
  FAILED_CELLS,
  @JsonProperty("cancelled")
  CANCELLED;

  /**
   * @param inProgress whether a run has said that it has begun
   */
  static StudyState of(StudyHistory history, boolean inProgress) {
    return history
        .outcome()
        .map(
            outcome ->
                switch (outcome) {
                  case DONE -> DONE;
                  case FAILED_CELLS -> FAILED_CELLS;
                  case CANCELLED -> CANCELLED;
                })
        .orElse(inProgress || history.hasRuns() ? RUNNING : SUBMITTED);
  }
}
