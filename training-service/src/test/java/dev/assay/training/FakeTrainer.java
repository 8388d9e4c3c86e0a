// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.TrainingManifest;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.processes.ChildPool;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.WeightsFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A real child process that follows the trainer's protocol and trains nothing. The name of the
 * backbone says how it ends.
 */
public final class FakeTrainer {
  private FakeTrainer() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 1) {
      run(args[0]);
      return;
    }
    BufferedReader jobs =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String jobFile;
    while ((jobFile = jobs.readLine()) != null) {
      run(jobFile);
      System.out.println(ChildPool.END + 0);
    }
  }

  private static void run(String jobFile) throws Exception {
    TrainerJob job = Json.read(Files.readString(Path.of(jobFile)), TrainerJob.class);
    Path scratch = Path.of(job.files().scratch());
    System.out.println("hello from the trainer, seed " + job.run().seed());
    TrainingManifest manifest = TrainingManifest.read(Path.of(job.files().manifestFile()));
    System.out.println("may read " + manifest.entries().size() + " images");
    emit(job, new ChildEvent.Progress("preparing", 0, 2, 0, null, null, null, null, null, null));
    Path marker = scratch.resolve("checkpoint.marker");
    switch (job.run().backbone()) {
      case "crashes-once" -> {
        if (!Files.exists(marker)) {
          Files.writeString(marker, "epoch 1");
          Runtime.getRuntime().halt(139);
        }
        System.out.println("resumes from " + Files.readString(marker));
      }
      case "crashes" -> Runtime.getRuntime().halt(134);
      case "refuses" -> {
        emit(
            job,
            new ChildEvent.Failed(
                Actor.USER, job.files().pixelsFile() + " has no such layer", false));
        System.exit(2);
      }
      case "needs-less-memory" -> {
        System.out.println("takes " + job.microBatch() + " images at a time");
        if (job.microBatch() > 8) {
          emit(job, new ChildEvent.Failed(Actor.OPERATOR, "out of memory: 9 GB", true, true));
          System.exit(3);
        }
      }
      case "pauses" -> {
        if (!Files.exists(marker)) {
          Files.writeString(marker, "epoch 1");
          emit(job, new ChildEvent.Progress("training", 1, 2, 0.5, 0.7, null, null, 9.0, 60.0, 1L));
          new CountDownLatch(1).await();
        }
        System.out.println("resumes from " + Files.readString(marker));
      }
      case "runs-for-ever" -> {
        emit(job, new ChildEvent.Progress("training", 1, 2, 0.5, 0.7, null, null, 9.0, 60.0, 1L));
        new CountDownLatch(1).await();
      }
      default -> {
        // is done at once
      }
    }
    Path result = scratch.resolve("result.json");
    Files.writeString(result, Json.writePretty(train(job, scratch)));
    emit(job, new ChildEvent.Progress("training", 2, 2, 1, 0.5, 0.6, 0.9, 9.0, 0.0, 1L));
    emit(job, new ChildEvent.Done("result.json"));
  }

  private static TrainerResult train(TrainerJob job, Path scratch) throws IOException {
    String features = null;
    if (job.run().frozen() && job.files().featuresFile() == null) {
      features = "features.bin";
      Files.writeString(scratch.resolve(features), "features of " + job.run().backbone());
    } else if (job.run().frozen()) {
      System.out.println("given: " + Files.readString(Path.of(job.files().featuresFile())));
    }
    Map<Checkpoint, TrainerResult.Saved> saved = new EnumMap<>(Checkpoint.class);
    for (Checkpoint checkpoint : Checkpoint.values()) {
      String name = checkpoint.label() + ".safetensors";
      String model = "model of " + job.run().runKey() + " at " + checkpoint.label();
      if (job.run().backbone().equals("has-layers")) {
        saved.put(checkpoint, layers(job, checkpoint, scratch.resolve(name)));
      } else {
        Files.writeString(scratch.resolve(name), model);
        String sha256 = Hash.ofText(model);
        saved.put(checkpoint, new TrainerResult.Saved(name, manifest(job, checkpoint, sha256)));
      }
    }
    return new TrainerResult(saved, features, 1.5, 2.5, 1000);
  }

  /** A frozen layer of a megabyte, and a head. */
  private static TrainerResult.Saved layers(TrainerJob job, Checkpoint checkpoint, Path file)
      throws IOException {
    float[] head = {job.run().seed(), checkpoint.ordinal()};
    Safetensors.write(
        file,
        List.of(
            Tensor.of("layer.weight", List.of(1L << 18), new float[1 << 18]),
            Tensor.of("fc.weight", List.of(2L), head)),
        Map.of("format", "pt"));
    return new TrainerResult.Saved(
        file.getFileName().toString(),
        manifest(job, checkpoint, WeightsFile.sha256(file)),
        job.run().frozen() ? 1 : null);
  }

  private static ModelManifest manifest(TrainerJob job, Checkpoint checkpoint, String sha256) {
    return new ModelManifest(
        ModelManifest.FORMAT_VERSION,
        job.run(),
        List.of("NORMAL", "PNEUMONIA"),
        new ModelManifest.Platform(
            job.device(),
            job.run().backbone().equals("other-engine") ? "PyTorch 1.13.1" : "PyTorch 2.7.1"),
        new ModelManifest.BestEpoch(checkpoint, 2, 0.9, 0.3),
        new ModelManifest.Size(10, 5),
        sha256,
        List.of(
            new ModelManifest.Epoch(1, 0.7, 0.6, 0.8), new ModelManifest.Epoch(2, 0.5, 0.3, 0.9)),
        List.of(),
        null,
        null,
        null);
  }

  private static void emit(TrainerJob job, ChildEvent event) throws IOException {
    Files.writeString(
        Path.of(job.files().eventsFile()),
        Json.write(event) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
