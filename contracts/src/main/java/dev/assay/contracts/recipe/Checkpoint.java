// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which epoch's weights a run keeps; the study names the one that is scored. */
public enum Checkpoint {
  /** The earliest epoch with the highest validation accuracy. */
  @JsonProperty("best-accuracy")
  BEST_ACCURACY("best-accuracy"),
  /** The earliest epoch with the lowest validation loss. */
  @JsonProperty("best-loss")
  BEST_LOSS("best-loss");

  private final String label;

  Checkpoint(String label) {
    this.label = label;
  }

  /** As written in studies and file names. */
  public String label() {
    return label;
  }
}
