// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.job;

import dev.assay.contracts.Check;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.recipe.Checkpoint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer leaves in its scratch folder: for each checkpoint a model and its manifest.
 *
 * @param checkpoints file names below the scratch folder
 * @param featuresFile the features that were computed, if the job provided none and the backbone is
 *     frozen
 * @param seconds wall time of this attempt
 * @param cpuSeconds of this attempt
 * @param peakMemoryBytes of this attempt
 */
public record TrainerResult(
    Map<Checkpoint, Saved> checkpoints,
    @Nullable String featuresFile,
    double seconds,
    double cpuSeconds,
    long peakMemoryBytes) {

  public TrainerResult {
    checkpoints = Map.copyOf(Check.present("checkpoints", checkpoints));
  }

  /**
   * A saved model.
   *
   * @param modelFile safetensors
   * @param frozenTensors so many tensors at its beginning are those of a frozen backbone, which
   *     other runs share; absent: none
   */
  public record Saved(String modelFile, ModelManifest manifest, @Nullable Integer frozenTensors) {
    public Saved(String modelFile, ModelManifest manifest) {
      this(modelFile, manifest, null);
    }

    public Saved {
      Check.text("modelFile", modelFile);
      Check.present("manifest", manifest);
    }
  }
}
