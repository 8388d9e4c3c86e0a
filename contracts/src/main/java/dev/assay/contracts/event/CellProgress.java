// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.Check;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is. Best effort: sent directly, kept for a day, never part of a result.
 *
 * @param studyId the study
 * @param cellId the cell
 * @param runKey the run
 * @param seed the training seed
 * @param stage {@code queued}, {@code preparing}, {@code features}, {@code training}, {@code
 *     scoring}, {@code retrying}
 * @param epoch number of epochs done, 0 before the first is done
 * @param epochs number of epochs of the run, 0 in a stage without epochs
 * @param fraction of the stage that is done, in [0, 1]
 * @param loss of the last epoch or step on the training images; like the other measurements absent
 *     if there is no value or it is not finite
 * @param validationLoss of the last epoch
 * @param validationAccuracy of the last epoch, in [0, 1]
 * @param imagesPerSecond in this stage
 * @param etaSeconds until the end of the run
 * @param peakMemoryBytes of the child process
 */
public record CellProgress(
    String studyId,
    String cellId,
    String runKey,
    long seed,
    String stage,
    int epoch,
    int epochs,
    double fraction,
    @Nullable Double loss,
    @Nullable Double validationLoss,
    @Nullable Double validationAccuracy,
    @Nullable Double imagesPerSecond,
    @Nullable Double etaSeconds,
    @Nullable Long peakMemoryBytes)
    implements AssayEvent {

  public CellProgress {
    Check.text("studyId", studyId);
    Check.text("cellId", cellId);
    Check.sha256("runKey", runKey);
    Check.text("stage", stage);
    Check.atLeast("epoch", epoch, 0);
    Check.atLeast("epochs", epochs, 0);
    Check.within("fraction", fraction, 0, 1);
    loss = Check.finiteOrAbsent(loss);
    validationLoss = Check.finiteOrAbsent(validationLoss);
    validationAccuracy = Check.finiteOrAbsent(validationAccuracy);
    imagesPerSecond = Check.finiteOrAbsent(imagesPerSecond);
    etaSeconds = Check.finiteOrAbsent(etaSeconds);
  }

  @Override
  public String[] identity() {
    return new String[] {
      studyId, cellId, runKey, stage, Integer.toString(epoch), Double.toString(fraction)
    };
  }
}
