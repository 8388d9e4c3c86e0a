package dev.assay.contracts.event;

import dev.assay.contracts.Check;

/**
 * Nobody wants this study any more: runs that no other study demands are stopped.
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
