// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Check;
import org.jspecify.annotations.Nullable;

/**
 * A cell has failed permanently: it has no result until somebody acts.
 *
 * @param studyId the study
 * @param cellId the cell
 * @param runKey the run that failed; absent if the failure concerns the whole cell
 * @param seed of that run
 * @param stage {@code training}, {@code scoring} or {@code evaluation}
 * @param reason one sentence for the person who must act, without paths or patient ids
 * @param actor who must act
 */
public record CellFailed(
    String studyId,
    String cellId,
    @Nullable String runKey,
    @Nullable Long seed,
    String stage,
    String reason,
    Actor actor)
    implements AssayEvent {

  public CellFailed {
    Check.text("studyId", studyId);
    Check.text("cellId", cellId);
    if (runKey != null) {
      Check.sha256("runKey", runKey);
    }
    Check.text("stage", stage);
    Check.text("reason", reason);
    Check.present("actor", actor);
  }

  @Override
  public String[] identity() {
    return new String[] {studyId, cellId, stage, runKey == null ? "" : runKey};
  }
}
