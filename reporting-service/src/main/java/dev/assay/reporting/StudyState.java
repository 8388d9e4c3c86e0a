// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How far a study is according to its events. */
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
  CANCELLED,
  /** An erasure has removed everything of it. */
  @JsonProperty("data-withdrawn")
  DATA_WITHDRAWN;

  /** Whether no result is still to come. */
  public boolean isFinal() {
    return this != SUBMITTED && this != RUNNING;
  }

  /** For people. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

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
