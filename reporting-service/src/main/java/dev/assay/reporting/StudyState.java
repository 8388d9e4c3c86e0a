// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.event.StudyFinished;
import java.util.Locale;
import java.util.Optional;

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
   * @param outcome absent until the study has ended
   * @param begun whether a run has said that it has begun, or has ended
   */
  static StudyState of(Optional<StudyFinished.Outcome> outcome, boolean begun) {
    return outcome
        .map(
            end ->
                switch (end) {
                  case DONE -> DONE;
                  case FAILED_CELLS -> FAILED_CELLS;
                  case CANCELLED -> CANCELLED;
                })
        .orElse(begun ? RUNNING : SUBMITTED);
  }
}
