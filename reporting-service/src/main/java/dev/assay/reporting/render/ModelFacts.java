package dev.assay.reporting.render;

import dev.assay.contracts.Checkpoint;
import dev.assay.contracts.file.ModelManifest;
import java.util.List;

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
    List<String> deviations) {

  public ModelFacts {
    deviations = List.copyOf(deviations);
  }

  public static ModelFacts of(ModelManifest manifest) {
    return new ModelFacts(
        manifest.seed(),
        manifest.runKey(),
        manifest.checkpoint(),
        manifest.epoch(),
        manifest.history().size(),
        manifest.validationAccuracy(),
        manifest.validationLoss(),
        manifest.parameters(),
        manifest.trainableParameters(),
        manifest.threads(),
        manifest.deviceClass(),
        manifest.engine(),
        manifest.modelSha256(),
        manifest.deviations());
  }
}
