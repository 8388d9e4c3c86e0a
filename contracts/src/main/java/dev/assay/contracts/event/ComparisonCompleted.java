// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one data set of a study were compared; the newest comparison supersedes the ones
 * before.
 *
 * @param studyId the study
 * @param comparisonKey hash of the evaluations compared and the plan
 * @param comparison a {@link dev.assay.contracts.file.ComparisonsFile}
 * @param supersedes the comparison key that this one replaces
 * @param dataset the data set's name in the study; absent in events of older versions
 */
public record ComparisonCompleted(
    String studyId,
    String comparisonKey,
    ArtifactRef comparison,
    @Nullable String supersedes,
    @Nullable String dataset)
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
