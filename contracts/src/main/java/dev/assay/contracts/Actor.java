// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who must act on a failure. */
public enum Actor {
  /** Bad input: an image folder, a study, a weights file. */
  @JsonProperty("user")
  USER,
  /** Disk, memory, broker, database, GPU. */
  @JsonProperty("operator")
  OPERATOR,
  /** A bug in Assay. */
  @JsonProperty("developer")
  DEVELOPER
}
