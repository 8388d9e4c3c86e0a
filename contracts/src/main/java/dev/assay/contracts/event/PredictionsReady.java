// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;

/**
 * A run of a cell was scored on the validation and the test images.
 *
 * @param studyId the study
 * @param cellId the cell
 * @param runKey the run whose model was scored
 * @param seed the training seed
 * @param scoringKey hash of model, images and preprocessing
 * @param test a {@link dev.assay.contracts.file.Predictions} file
 * @param validation likewise, of the validation images
 * @param modelManifest of the model that was scored
 */
public record PredictionsReady(
    String studyId,
    String cellId,
    String runKey,
    long seed,
    String scoringKey,
    ArtifactRef test,
    ArtifactRef validation,
    ArtifactRef modelManifest)
    implements AssayEvent {

  public PredictionsReady {
    Check.text("studyId", studyId);
    Check.text("cellId", cellId);
    Check.sha256("runKey", runKey);
    Check.sha256("scoringKey", scoringKey);
    Check.present("test", test);
    Check.present("validation", validation);
    Check.present("modelManifest", modelManifest);
  }

  @Override
  public String[] identity() {
    return new String[] {studyId, cellId, runKey, scoringKey};
  }
}
