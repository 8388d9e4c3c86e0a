// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.report;

import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.ModelManifest.Compute;
import dev.assay.contracts.file.ModelManifest.Tried;
import dev.assay.contracts.file.ModelManifest.TriedPenalty;
import dev.assay.contracts.file.Origin;
import dev.assay.contracts.recipe.Checkpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a report says about the model of one run.
 *
 * @param seed of the training
 * @param runKey the training key
 * @param checkpoint the one that was kept
 * @param epoch of the checkpoint, from 1
 * @param epochs that were trained
 * @param validationAccuracy at that epoch, in [0, 1]
 * @param validationLoss at that epoch, mean cross-entropy in nats
 * @param parameters of backbone and head
 * @param trainableParameters of them, those that were trained
 * @param threads CPU threads of the training
 * @param deviceClass {@code cpu} or the accelerator's class
 * @param engine name and version
 * @param modelSha256 of the safetensors file
 * @param deviations from the recipe; empty in the normal case
 * @param compute what the run took; absent where that was not noted
 * @param tuning what each learning rate came to; absent where the rate was not tuned
 * @param penalties what each penalty of head {@code logistic} came to; absent for other heads
 * @param origin the program and the machine; absent in runs of earlier releases
 */
public record ModelFacts(
    long seed,
    String runKey,
    Checkpoint checkpoint,
    int epoch,
    int epochs,
    double validationAccuracy,
    double validationLoss,
    long parameters,
    long trainableParameters,
    int threads,
    String deviceClass,
    String engine,
    String modelSha256,
    List<String> deviations,
    @Nullable Compute compute,
    @Nullable List<Tried> tuning,
    @Nullable List<TriedPenalty> penalties,
    @Nullable Origin origin) {

  public ModelFacts {
    deviations = List.copyOf(deviations);
    tuning = tuning == null ? null : List.copyOf(tuning);
    penalties = penalties == null ? null : List.copyOf(penalties);
  }

  public static ModelFacts of(ModelManifest manifest) {
    return new ModelFacts(
        manifest.run().seed(),
        manifest.run().runKey(),
        manifest.best().checkpoint(),
        manifest.best().epoch(),
        manifest.history().size(),
        manifest.best().validationAccuracy(),
        manifest.best().validationLoss(),
        manifest.size().parameters(),
        manifest.size().trainableParameters(),
        manifest.run().threads(),
        manifest.platform().deviceClass(),
        manifest.platform().engine(),
        manifest.modelSha256(),
        manifest.deviations(),
        manifest.compute(),
        manifest.tuning(),
        manifest.penalties(),
        manifest.origin());
  }
}
