// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.store;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.recipe.Checkpoint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models of a run, one for each checkpoint, since another study may score another one. */
public record TrainedModels(Map<Checkpoint, Model> checkpoints) {
  public TrainedModels {
    checkpoints = Map.copyOf(checkpoints);
  }

  /**
   * One model.
   *
   * @param model safetensors; where there are parts, the store has those instead
   * @param manifest a {@link dev.assay.contracts.file.ModelManifest}
   * @param parts of a model whose backbone was frozen; absent: the store has the whole model
   */
  public record Model(ArtifactRef model, ArtifactRef manifest, @Nullable ModelParts parts) {

    /** The artifacts that the store has of this model. */
    public List<ArtifactRef> stored() {
      return parts == null
          ? List.of(model, manifest)
          : List.of(parts.backbone(), parts.head(), manifest);
    }
  }

  public Model at(Checkpoint checkpoint) {
    Model model = checkpoints.get(checkpoint);
    if (model == null) {
      throw new IllegalStateException("the run has no checkpoint " + checkpoint.label());
    }
    return model;
  }
}
