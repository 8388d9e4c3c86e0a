// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.Check;

/**
 * Somebody cancelled this study: runs that no other study requested are stopped.
 *
 * @param studyId the study
 */
public record StudyCancelRequested(String studyId) implements AssayEvent {

  public StudyCancelRequested {
    Check.text("studyId", studyId);
  }

  @Override
  public String[] identity() {
    return new String[] {studyId};
  }
}
