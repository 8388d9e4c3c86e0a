// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.file.TrainingManifest;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.TrainerFiles;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.contracts.recipe.Augmentation;
import dev.assay.contracts.recipe.Loss;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.RunSettings;
import dev.assay.contracts.recipe.Schedule;
import dev.assay.weights.BackboneCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job of the tests, changed where a test needs it otherwise, and what came of it. */
public record Runs(
    TinySplit split,
    Path folder,
    String backbone,
    boolean frozen,
    Recipe recipe,
    int microBatch,
    long seed,
    double subset,
    @Nullable Path weights,
    @Nullable Path features,
    Preprocessing preprocessing) {

  public static Runs of(TinySplit split, Path folder) {
    Recipe recipe = new Recipe("paper", "adam", 1e-3, 0, 2, 8, true, "none");
    return new Runs(
        split, folder, "mobilenet_v2", false, recipe, 8, 1, 1, null, null, TinySplit.PREPROCESSING);
  }

  public Runs in(Path other) {
    return new Runs(
        split,
        other,
        backbone,
        frozen,
        recipe,
        microBatch,
        seed,
        subset,
        weights,
        features,
        preprocessing);
  }

  public Runs frozen(double learningRate, int epochs) {
    Recipe r = new Recipe("paper", "adam", learningRate, 0, epochs, 8, true, "none");
    return new Runs(
        split,
        folder,
        backbone,
        true,
        r,
        microBatch,
        seed,
        subset,
        weights,
        features,
        preprocessing);
  }

  public Runs backbone(String name) {
    return new Runs(
        split,
        folder,
        name,
        frozen,
        recipe,
        microBatch,
        seed,
        subset,
        weights,
        features,
        preprocessing);
  }

  Runs epochs(int epochs) {
    Recipe r = new Recipe("paper", "adam", 1e-3, 0, epochs, 8, true, "none");
    return new Runs(
        split,
        folder,
        backbone,
        frozen,
        r,
        microBatch,
        seed,
        subset,
        weights,
        features,
        preprocessing);
  }

  public Runs recipe(Recipe other) {
    return new Runs(
        split,
        folder,
        backbone,
        frozen,
        other,
        microBatch,
        seed,
        subset,
        weights,
        features,
        preprocessing);
  }

  /** AdamW, cosine with warm-up, layer decay, augmentation, clipping, smoothing and weights. */
  Runs modern(int epochs) {
    return recipe(
        Recipe.modern().toBuilder()
            .learningRate(1e-3)
            .epochs(epochs)
            .batchSize(8)
            .schedule(new Schedule(1, 0))
            .augmentation(new Augmentation(0.8, 15, 0.2, 0.2, true, false))
            .loss(new Loss(0.1, "balanced"))
            .patience(null)
            .build());
  }

  public Runs seed(long other) {
    return new Runs(
        split,
        folder,
        backbone,
        frozen,
        recipe,
        microBatch,
        other,
        subset,
        weights,
        features,
        preprocessing);
  }

  Runs microBatch(int images) {
    return new Runs(
        split,
        folder,
        backbone,
        frozen,
        recipe,
        images,
        seed,
        subset,
        weights,
        features,
        preprocessing);
  }

  Runs subset(double ratio) {
    return new Runs(
        split,
        folder,
        backbone,
        frozen,
        recipe,
        microBatch,
        seed,
        ratio,
        weights,
        features,
        preprocessing);
  }

  Runs weights(Path file) {
    return new Runs(
        split,
        folder,
        backbone,
        frozen,
        recipe,
        microBatch,
        seed,
        subset,
        file,
        features,
        preprocessing);
  }

  public Runs features(Path file) {
    return new Runs(
        split,
        folder,
        backbone,
        frozen,
        recipe,
        microBatch,
        seed,
        subset,
        weights,
        file,
        preprocessing);
  }

  Runs preprocessing(Preprocessing other) {
    return new Runs(
        split,
        folder,
        backbone,
        frozen,
        recipe,
        microBatch,
        seed,
        subset,
        weights,
        features,
        other);
  }

  /** As a study plans its scorings, and what is frozen. */
  public @Nullable String form() {
    return BackboneCatalogue.hasBatchNorms(backbone) ? RunSettings.FOLDED : null;
  }

  Path jobFile() throws IOException {
    Files.createDirectories(folder);
    Path manifest = folder.resolve("training-manifest.json");
    TrainingManifest.of(split.content()).write(manifest);
    TrainerJob job =
        new TrainerJob(
            new RunSettings(
                Hash.ofText("run"),
                backbone,
                "linear",
                frozen,
                preprocessing,
                recipe,
                weights == null ? "none" : "ImageNet-1k",
                weights == null ? null : Hash.ofText("weights"),
                subset,
                seed,
                1,
                frozen ? form() : null,
                null),
            "cpu",
            microBatch,
            new TrainerFiles(
                weights == null ? null : weights.toString(),
                null,
                split.pixels().toString(),
                manifest.toString(),
                features == null ? null : features.toString(),
                folder.resolve("scratch").toString(),
                folder.resolve("events").toString()));
    return Files.writeString(folder.resolve("job.json"), Json.write(job));
  }

  /** In this process; returns the exit code. */
  public int run() throws IOException {
    return Child.run(
        new String[] {jobFile().toString()},
        TrainerJob.class,
        parsed -> parsed.files().eventsFile(),
        (job, events) -> new Trainer(job, events).run());
  }

  /** Likewise with another head. */
  public int run(String head) throws IOException {
    Path job = jobFile();
    ObjectNode json = (ObjectNode) Json.mapper().readTree(Files.readString(job));
    Files.writeString(job, json.put("head", head).toString());
    return Child.run(
        new String[] {job.toString()},
        TrainerJob.class,
        parsed -> parsed.files().eventsFile(),
        (parsed, events) -> new Trainer(parsed, events).run());
  }

  /** Likewise of an imported model, whose features the job has. */
  public int run(String head, WeightsChoice imported) throws IOException {
    Path job = jobFile();
    ObjectNode json = (ObjectNode) Json.mapper().readTree(Files.readString(job));
    json.put("head", head)
        .put("backbone", "mine")
        .set("imported", Json.mapper().valueToTree(imported));
    Files.writeString(job, json.toString());
    return Child.run(
        new String[] {job.toString()},
        TrainerJob.class,
        parsed -> parsed.files().eventsFile(),
        (parsed, events) -> new Trainer(parsed, events).run());
  }

  public TrainerResult result() throws IOException {
    return Json.read(Files.readString(file(Trainer.RESULT)), TrainerResult.class);
  }

  public Path file(String name) {
    return folder.resolve("scratch").resolve(name);
  }

  List<ChildEvent> events() throws IOException {
    return Files.readAllLines(folder.resolve("events")).stream()
        .map(line -> Json.read(line, ChildEvent.class))
        .toList();
  }

  ChildEvent lastEvent() throws IOException {
    return events().getLast();
  }
}
