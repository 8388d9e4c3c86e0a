// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The three parts of a split. No group is in two of them. */
public enum Part {
  @JsonProperty("train")
  TRAIN,
  @JsonProperty("validation")
  VALIDATION,
  @JsonProperty("test")
  TEST;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
