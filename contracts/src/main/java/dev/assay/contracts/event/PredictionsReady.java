// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.file.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param corrupted on corruptions of the test images; absent: none
 * @param origin what scored it; absent in earlier events
 */
public record PredictionsReady(
    String studyId,
    String cellId,
    String runKey,
    long seed,
    String scoringKey,
    ArtifactRef test,
    ArtifactRef validation,
    ArtifactRef modelManifest,
    @Nullable List<PredictionsReady.Corrupted> corrupted,
    @Nullable Origin origin)
    implements AssayEvent {

  public PredictionsReady {
    Check.text("studyId", studyId);
    Check.text("cellId", cellId);
    Check.sha256("runKey", runKey);
    Check.sha256("scoringKey", scoringKey);
    Check.present("test", test);
    Check.present("validation", validation);
    Check.present("modelManifest", modelManifest);
    corrupted = corrupted == null || corrupted.isEmpty() ? null : List.copyOf(corrupted);
  }

  /** Scored on the images as they are. */
  public PredictionsReady(
      String studyId,
      String cellId,
      String runKey,
      long seed,
      String scoringKey,
      ArtifactRef test,
      ArtifactRef validation,
      ArtifactRef modelManifest) {
    this(studyId, cellId, runKey, seed, scoringKey, test, validation, modelManifest, null, null);
  }

  /**
   * Predictions for the test images after a corruption.
   *
   * @param test a {@link dev.assay.contracts.file.Predictions} file
   */
  public record Corrupted(Corruption corruption, ArtifactRef test) {
    public Corrupted {
      Check.present("corrupted.corruption", corruption);
      Check.present("corrupted.test", test);
    }
  }

  @Override
  public String[] identity() {
    return new String[] {studyId, cellId, runKey, scoringKey};
  }
}
