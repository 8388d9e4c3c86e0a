// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import java.time.Instant;

/**
 * What stays of a study whose data were withdrawn.
 *
 * @param erasure that withdrew them
 */
public record WithdrawnStudy(
    String studyId, String name, Instant submittedAt, String erasure, Instant withdrawnAt) {
  /** For people. */
  public String sentence() {
    return "study '%s' (%s): data withdrawn at %s, by erasure %s"
        .formatted(studyId, name, withdrawnAt, erasure);
  }
}
