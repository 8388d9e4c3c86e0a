// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.store;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.recipe.Checkpoint;
import java.util.Map;

/** The models of a run, one for each checkpoint, since another study may score another one. */
public record TrainedModels(Map<Checkpoint, Model> checkpoints) {
  public TrainedModels {
    checkpoints = Map.copyOf(checkpoints);
  }

  /**
   * One model.
   *
   * @param model safetensors
   * @param manifest a {@link dev.assay.contracts.file.ModelManifest}
   */
  public record Model(ArtifactRef model, ArtifactRef manifest) {}

  public Model at(Checkpoint checkpoint) {
    Model model = checkpoints.get(checkpoint);
    if (model == null) {
      throw new IllegalStateException("the run has no checkpoint " + checkpoint.label());
    }
    return model;
  }
}
