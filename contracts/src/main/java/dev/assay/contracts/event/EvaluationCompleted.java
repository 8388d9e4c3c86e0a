// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import org.jspecify.annotations.Nullable;

/**
 * A cell has its metrics with intervals, over all its seeds.
 *
 * @param studyId the study
 * @param cellId the cell
 * @param evaluationKey hash of the predictions and the plan
 * @param metrics a {@link dev.assay.contracts.file.MetricsFile}
 * @param supersedes the evaluation key that this one replaces
 */
public record EvaluationCompleted(
    String studyId,
    String cellId,
    String evaluationKey,
    ArtifactRef metrics,
    @Nullable String supersedes)
    implements AssayEvent {

  public EvaluationCompleted {
    Check.text("studyId", studyId);
    Check.text("cellId", cellId);
    Check.sha256("evaluationKey", evaluationKey);
    Check.present("metrics", metrics);
    if (supersedes != null) {
      Check.sha256("supersedes", supersedes);
    }
  }

  @Override
  public String[] identity() {
    return new String[] {studyId, cellId, evaluationKey};
  }
}
