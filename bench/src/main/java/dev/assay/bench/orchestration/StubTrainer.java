// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench.orchestration;

import dev.assay.backbones.child.Child;
import dev.assay.backbones.child.EventLog;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.TrainingManifest;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.contracts.recipe.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Follows the protocol of the trainer, and trains nothing. */
public final class StubTrainer {
  private static final String RESULT = "result.json";

  private StubTrainer() {}

  public static void main(String[] args) throws InterruptedException {
    Child.serve(
        System.in, System.out, TrainerJob.class, job -> job.files().eventsFile(), StubTrainer::run);
  }

  private static String run(TrainerJob job, EventLog events) throws IOException {
    Path scratch = Path.of(job.files().scratch());
    List<String> classes = TrainingManifest.read(Path.of(job.files().manifestFile())).classes();
    Map<Checkpoint, TrainerResult.Saved> saved = new EnumMap<>(Checkpoint.class);
    for (Checkpoint checkpoint : Checkpoint.values()) {
      String name = checkpoint.label() + ".safetensors";
      String model = "no model: " + job.run().runKey();
      Files.writeString(scratch.resolve(name), model);
      saved.put(
          checkpoint, new TrainerResult.Saved(name, manifest(job, checkpoint, classes, model)));
    }
    TrainerResult result = new TrainerResult(saved, null, 0.001, 0.001, 1);
    Files.writeString(scratch.resolve(RESULT), Json.writePretty(result));
    return RESULT;
  }

  private static ModelManifest manifest(
      TrainerJob job, Checkpoint checkpoint, List<String> classes, String model) {
    return new ModelManifest(
        ModelManifest.FORMAT_VERSION,
        job.run(),
        classes,
        new ModelManifest.Platform(job.device(), "PyTorch 2.7.1"),
        new ModelManifest.BestEpoch(checkpoint, 1, 0.5, 0.5),
        new ModelManifest.Size(1, 1),
        Hash.ofText(model),
        List.of(new ModelManifest.Epoch(1, 0.5, 0.5, 0.5)),
        List.of(),
        null,
        null,
        null);
  }
}
