package dev.assay.contracts.event;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a study were compared; the newest comparison supersedes the ones before.
 *
 * @param studyId the study
 * @param comparisonKey hash of the evaluations compared and the plan
 * @param comparison the comparisons artifact
 * @param supersedes the comparison key that this one replaces
 */
public record ComparisonCompleted(
    String studyId, String comparisonKey, ArtifactRef comparison, @Nullable String supersedes)
    implements AssayEvent {

  public ComparisonCompleted {
    Check.text("studyId", studyId);
    Check.sha256("comparisonKey", comparisonKey);
    Check.present("comparison", comparison);
    if (supersedes != null) {
      Check.sha256("supersedes", supersedes);
    }
  }

  @Override
  public String[] identity() {
    return new String[] {studyId, comparisonKey};
  }
}
