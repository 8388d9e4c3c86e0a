// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.RunSettings;
import org.jspecify.annotations.Nullable;

/**
 * A run of a cell has a model.
 *
 * @param studyId the study
 * @param cellId the cell
 * @param runKey the training key
 * @param seed the training seed
 * @param model the weights of the chosen checkpoint, safetensors with official names; where the
 *     event has {@code parts}, the store has those, and the model is what they make together
 * @param manifest a {@link dev.assay.contracts.file.ModelManifest}
 * @param checkpoint which checkpoint was chosen
 * @param dataset name of the data set in the study
 * @param preprocessing the preprocessing of the images that the model expects
 * @param threads CPU threads of one scoring
 * @param device {@code cpu}, {@code cuda} or {@code auto}
 * @param parts of a model whose backbone was frozen; absent: the store has the whole model
 * @param form how the network of the model is computed when it scores, as in {@link
 *     dev.assay.contracts.recipe.RunSettings}; absent: layer by layer
 * @param repetition as in {@link StudySubmitted.Repetition#id}; absent: stored predictions of the
 *     same model are used again
 */
public record ModelTrained(
    String studyId,
    String cellId,
    String runKey,
    long seed,
    ArtifactRef model,
    ArtifactRef manifest,
    Checkpoint checkpoint,
    String dataset,
    Preprocessing preprocessing,
    int threads,
    String device,
    @Nullable ModelParts parts,
    @Nullable String form,
    @Nullable String repetition)
    implements AssayEvent {

  /** A model of a study that repeats no other. */
  public ModelTrained(
      String studyId,
      String cellId,
      String runKey,
      long seed,
      ArtifactRef model,
      ArtifactRef manifest,
      Checkpoint checkpoint,
      String dataset,
      Preprocessing preprocessing,
      int threads,
      String device,
      @Nullable ModelParts parts,
      @Nullable String form) {
    this(
        studyId,
        cellId,
        runKey,
        seed,
        model,
        manifest,
        checkpoint,
        dataset,
        preprocessing,
        threads,
        device,
        parts,
        form,
        null);
  }

  public ModelTrained {
    Check.text("studyId", studyId);
    Check.text("cellId", cellId);
    Check.sha256("runKey", runKey);
    Check.present("model", model);
    Check.present("manifest", manifest);
    Check.present("checkpoint", checkpoint);
    Check.text("dataset", dataset);
    Check.present("preprocessing", preprocessing);
    Check.atLeast("threads", threads, 1);
    Check.text("device", device);
    RunSettings.requireForm(form);
  }

  @Override
  public String[] identity() {
    return new String[] {studyId, cellId, runKey};
  }
}
