// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Origin;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.outbox.WorkFailure;
import dev.assay.training.store.RunRow;
import dev.assay.training.store.TrainedModels;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The output of a trainer, stored as artifacts and checked against the run.
 *
 * @param models of every checkpoint
 */
record StoredRun(String runKey, TrainedModels models, String engine, String device) {

  /**
   * @throws WorkFailure if the trainer did not compute what the run key says
   */
  static StoredRun put(
      ArtifactStore store, RunSpec run, Path scratch, TrainerResult result, Origin origin)
      throws WorkFailure {
    Map<Checkpoint, TrainedModels.Model> models = new EnumMap<>(Checkpoint.class);
    for (Map.Entry<Checkpoint, TrainerResult.Saved> saved : result.checkpoints().entrySet()) {
      ModelManifest manifest = saved.getValue().manifest();
      check(run, manifest);
      models.put(saved.getKey(), put(store, run, scratch, saved.getValue(), origin));
    }
    for (Checkpoint checkpoint : Checkpoint.values()) {
      if (!models.containsKey(checkpoint)) {
        throw new WorkFailure(
            "the trainer wrote no checkpoint " + checkpoint.label(), Actor.DEVELOPER.name(), false);
      }
    }
    return new StoredRun(
        run.runKey(),
        new TrainedModels(models),
        run.training().engine(),
        run.training().deviceClass());
  }

  private static TrainedModels.Model put(
      ArtifactStore store, RunSpec run, Path scratch, TrainerResult.Saved saved, Origin origin)
      throws WorkFailure {
    ModelManifest manifest = saved.manifest().from(origin);
    Path file = scratch.resolve(saved.modelFile());
    @Nullable Integer frozen = saved.frozenTensors();
    if (frozen != null && !isStoredWhole(run.runKey())) {
      FrozenModel model = FrozenModel.split(file, frozen, manifest.modelSha256());
      return new TrainedModels.Model(model.whole(), put(store, manifest), model.put(store));
    }
    ArtifactRef model = store.put(file, MediaTypes.MODEL);
    if (!model.sha256().equals(manifest.modelSha256())) {
      throw new WorkFailure(
          "the model file does not have the hash that its manifest gives",
          Actor.OPERATOR.name(),
          true);
    }
    return new TrainedModels.Model(model, put(store, manifest), null);
  }

  /**
   * Whether the run was trained before by a release that stored whole models. Events of that time
   * refer to them, so a lost one is stored as it was.
   */
  private static boolean isStoredWhole(String runKey) {
    return QuarkusTransaction.requiringNew()
        .call(() -> RunRow.of(runKey).flatMap(RunRow::models))
        .filter(known -> known.checkpoints().values().stream().anyMatch(m -> m.parts() == null))
        .isPresent();
  }

  private static void check(RunSpec run, ModelManifest manifest) throws WorkFailure {
    agree("run", run.runKey(), manifest.run().runKey());
    agree(
        "engine (assay.training.engine)",
        run.training().engine(),
        run.engineOfKey(manifest.platform().engine()));
    agree(
        "device (assay.training.device)",
        run.training().deviceClass(),
        manifest.platform().deviceClass());
    agree("number of threads", run.training().threads(), manifest.run().threads());
  }

  private static void agree(String what, Object planned, Object found) throws WorkFailure {
    if (!planned.equals(found)) {
      throw new WorkFailure(
          "the trainer used another " + what + " than planned: " + found + " instead of " + planned,
          Actor.OPERATOR.name(),
          false);
    }
  }

  private static ArtifactRef put(ArtifactStore store, ModelManifest manifest) {
    return store.put(
        new ByteArrayInputStream(manifest.toJson().getBytes(StandardCharsets.UTF_8)),
        MediaTypes.MODEL_MANIFEST);
  }

  /** Writes the result in the transaction of the fenced commit. */
  void write(int attempt, TrainerResult result) {
    RunRow row =
        RunRow.of(runKey)
            .orElseThrow(() -> new IllegalStateException("run " + runKey + " was not planned"));
    row.models = Json.write(models);
    row.engine = engine;
    row.device = device;
    row.attempt = attempt;
    row.seconds = result.seconds();
    row.cpuSeconds = result.cpuSeconds();
    row.peakMemory = result.peakMemoryBytes();
    row.trainedAt = Instant.now();
  }
}
