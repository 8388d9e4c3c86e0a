// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Shared;
import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.backbones.engine.Torch;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.file.TrainingManifest;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Loss;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.ReplicationSwitches;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import dev.assay.weights.WeightsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  @TempDir static Path shared;
  private static TinySplit split;
  private static Runs fineTuned;

  @TempDir Path folder;
  private Runs run;

  @BeforeAll
  static void oneFineTunedRunForAll() throws Exception {
    split = TinySplit.write(shared, 20, 10, 6);
    fineTuned = Runs.of(split, shared.resolve("fine-tuned"));
    assertThat(fineTuned.run()).isEqualTo(Child.DONE);
  }

  @BeforeEach
  void newRun() {
    run = Runs.of(split, folder);
  }

  private static Map<String, Tensor> model(Runs of, Checkpoint which) throws Exception {
    return TensorFile.read(of.file(of.result().checkpoints().get(which).modelFile()));
  }

  @Test
  void leavesTwoModelsThatLoadStrictlyAndTheirManifests() throws Exception {
    TrainerResult result = fineTuned.result();

    assertThat(result.checkpoints()).containsOnlyKeys(Checkpoint.values());
    assertThat(result.featuresFile()).isNull();
    assertThat(result.seconds()).isPositive();
    assertThat(result.peakMemoryBytes()).isPositive();
    for (TrainerResult.Saved saved : result.checkpoints().values()) {
      Path file = fineTuned.file(saved.modelFile());
      ModelManifest manifest = saved.manifest();
      assertThat(
              BackboneCatalogue.require("mobilenet_v2")
                  .inventory()
                  .check(file, TensorFile.read(file)))
          .isEqualTo(2);
      assertThat(manifest.modelSha256()).isEqualTo(WeightsFile.sha256(file));
      assertThat(manifest.history()).hasSize(2);
      assertThat(manifest.size().parameters()).isEqualTo(3_504_872 - 998 * 1281);
      assertThat(manifest.size().trainableParameters()).isEqualTo(manifest.size().parameters());
      assertThat(manifest.platform().engine()).startsWith("PyTorch 2.");
      assertThat(manifest.platform().deviceClass()).isEqualTo("cpu");
    }
    assertThat(
            model(fineTuned, Checkpoint.BEST_LOSS).get("features.0.1.num_batches_tracked").scalar())
        .as("3 batches an epoch")
        .isEqualTo(3L * result.checkpoints().get(Checkpoint.BEST_LOSS).manifest().best().epoch());
  }

  @Test
  void tellsItsStagesAndEndsWithDone() throws Exception {
    List<ChildEvent> events = fineTuned.events();

    assertThat(events.getLast()).isEqualTo(new ChildEvent.Done(Trainer.RESULT));
    List<ChildEvent.Progress> progress =
        events.stream()
            .filter(ChildEvent.Progress.class::isInstance)
            .map(ChildEvent.Progress.class::cast)
            .toList();
    assertThat(progress.getFirst().stage()).isEqualTo("preparing");
    ChildEvent.Progress last = progress.getLast();
    assertThat(last.stage()).isEqualTo("training");
    assertThat(last.epoch()).isEqualTo(2);
    assertThat(last.fraction()).isEqualTo(1);
    assertThat(last.validationLoss()).isNotNull();
  }

  @Test
  void sameJobSameBits() throws Exception {
    assertThat(run.run()).isEqualTo(Child.DONE);

    for (Checkpoint which : Checkpoint.values()) {
      String name = which.label() + ".safetensors";
      assertThat(run.file(name)).hasSameBinaryContentAs(fineTuned.file(name));
    }
  }

  @Test
  void anotherSeedAnotherModel() throws Exception {
    assertThat(run.seed(2).run()).isEqualTo(Child.DONE);

    assertThat(WeightsFile.sha256(run.file("best-loss.safetensors")))
        .isNotEqualTo(WeightsFile.sha256(fineTuned.file("best-loss.safetensors")));
  }

  @Test
  void aFrozenRunChangesTheHeadAloneAndLearns() throws Exception {
    Runs frozen = run.backbone("resnet18").frozen(1e-3, 30);

    assertThat(frozen.run()).isEqualTo(Child.DONE);

    TrainerResult result = frozen.result();
    ModelManifest manifest = result.checkpoints().get(Checkpoint.BEST_ACCURACY).manifest();
    assertThat(manifest.size().trainableParameters()).isEqualTo(2 * 513);
    assertThat(manifest.best().validationAccuracy()).isGreaterThanOrEqualTo(0.9);
    assertThat(result.featuresFile()).isEqualTo("features.safetensors");
    assertThat(TensorFile.read(frozen.file("features.safetensors"))).hasSize(30);

    Map<String, Tensor> trained = model(frozen, Checkpoint.BEST_ACCURACY);
    try (Torch torch = Torch.start(1, "cpu")) {
      for (Tensor original : Backbones.random("resnet18", torch.manager()).state()) {
        assertThat(trained.get(original.name()).data())
            .as(original.name())
            .isEqualTo(original.data());
      }
    }
    assertThat(manifest.best().epoch()).isLessThan(30);
    assertThat(trained.get("fc.weight").data())
        .isNotEqualTo(model(frozen, Checkpoint.BEST_LOSS).get("fc.weight").data());
  }

  @Test
  void featuresOfAnEarlierRunAreUsedAndCompleted() throws Exception {
    Runs half = run.backbone("resnet18").frozen(1e-3, 3).in(folder.resolve("half")).subset(0.5);
    assertThat(half.run()).isEqualTo(Child.DONE);
    Path cached = half.file("features.safetensors");
    assertThat(TensorFile.read(cached)).hasSize(20);
    Runs alone = run.backbone("resnet18").frozen(1e-3, 3).in(folder.resolve("alone"));
    assertThat(alone.run()).isEqualTo(Child.DONE);

    Runs completed = alone.in(folder.resolve("completed")).features(cached);
    assertThat(completed.run()).isEqualTo(Child.DONE);
    Runs reused =
        alone.in(folder.resolve("reused")).features(completed.file("features.safetensors"));
    assertThat(reused.run()).isEqualTo(Child.DONE);

    assertThat(completed.result().featuresFile()).isEqualTo("features.safetensors");
    assertThat(reused.result().featuresFile()).as("nothing was computed").isNull();
    assertThat(reused.file("best-loss.safetensors"))
        .hasSameBinaryContentAs(completed.file("best-loss.safetensors"));
    assertThat(completed.file("best-loss.safetensors"))
        .as("what was in the cache before changes no bit")
        .hasSameBinaryContentAs(alone.file("best-loss.safetensors"));
  }

  @Test
  void bestIsTheEarliestOfTheMostAccurateAndOfTheLowestLoss() throws Exception {
    assertThat(run.backbone("resnet18").frozen(1e-3, 30).run()).isEqualTo(Child.DONE);

    ModelManifest accurate = run.result().checkpoints().get(Checkpoint.BEST_ACCURACY).manifest();
    ModelManifest low = run.result().checkpoints().get(Checkpoint.BEST_LOSS).manifest();
    for (ModelManifest.Epoch e : accurate.history()) {
      boolean before = e.epoch() < accurate.best().epoch();
      assertThat(e.validationAccuracy())
          .satisfies(
              a ->
                  assertThat(
                          before
                              ? a < accurate.best().validationAccuracy()
                              : a <= accurate.best().validationAccuracy())
                      .isTrue());
      assertThat(e.validationLoss()).isGreaterThanOrEqualTo(low.best().validationLoss());
    }
  }

  @Test
  void aLossThatIsNoNumberStopsWithEpochAndLearningRate() throws Exception {
    Preprocessing overflowing =
        new Preprocessing(36, 32, "bilinear", List.of(0.0, 0.0, 0.0), List.of(1e-40, 1e-40, 1e-40));

    int exit = run.preprocessing(overflowing).run();

    assertThat(exit).isEqualTo(Child.BAD_INPUT);
    ChildEvent.Failed failed = (ChildEvent.Failed) run.lastEvent();
    assertThat(failed.actor()).isEqualTo(Actor.USER);
    assertThat(failed.reason()).contains("NaN", "epoch 1", "0.001", "recipe.learning-rate");
    assertThat(failed.retryable()).isFalse();
  }

  @Test
  void everyRateOfTheBudgetIsTriedFromTheSameStartAndTheBestIsKept() throws Exception {
    Runs one =
        run.backbone("resnet18")
            .frozen(1e-3, 4)
            .recipe(throughTheEngine(List.of(1e-3), 4))
            .in(folder.resolve("one"));
    assertThat(one.run()).isEqualTo(Child.DONE);
    Recipe tuned = throughTheEngine(List.of(1e-6, 1e-3), 4);
    Runs both = one.in(folder.resolve("both")).recipe(tuned);
    assertThat(both.run()).isEqualTo(Child.DONE);

    ModelManifest low = both.result().checkpoints().get(Checkpoint.BEST_LOSS).manifest();
    assertThat(low.tuning())
        .extracting(ModelManifest.Tried::learningRate, ModelManifest.Tried::chosen)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1e-6, false),
            org.assertj.core.groups.Tuple.tuple(1e-3, true));
    assertThat(both.file("best-loss.safetensors"))
        .hasSameBinaryContentAs(one.file("best-loss.safetensors"));
    assertThat(one.result().checkpoints().get(Checkpoint.BEST_LOSS).manifest().tuning()).isNull();
    assertThat(low.compute().seconds()).isPositive();
  }

  @Test
  void modernSameJobSameBitsAndNaNStopsItToo() throws Exception {
    Runs one = run.backbone("mobilenet_v2").modern(2).in(folder.resolve("one"));
    Runs other = one.in(folder.resolve("other"));
    assertThat(one.run()).isEqualTo(Child.DONE);
    assertThat(other.run()).isEqualTo(Child.DONE);
    assertThat(one.file("best-loss.safetensors"))
        .hasSameBinaryContentAs(other.file("best-loss.safetensors"));

    Preprocessing overflowing =
        new Preprocessing(36, 32, "bilinear", List.of(0.0, 0.0, 0.0), List.of(1e-40, 1e-40, 1e-40));
    Runs broken = one.in(folder.resolve("broken")).preprocessing(overflowing);
    assertThat(broken.run()).isEqualTo(Child.BAD_INPUT);
    assertThat(((ChildEvent.Failed) broken.lastEvent()).reason())
        .contains("NaN", "epoch 1", "learning rate");
  }

  @Test
  void trainingThatNoLongerImprovesStopsEarlyWithAWholeProgress() throws Exception {
    Runs frozen = run.backbone("resnet18").frozen(1e-2, 500);
    Recipe patient =
        new Recipe("paper", "adam", 1e-2, 0, 500, 8, true, "none")
            .toBuilder().loss(new Loss(0.3, "none")).patience(2).ties("lower-loss").build();

    assertThat(frozen.recipe(patient).run()).isEqualTo(Child.DONE);

    ModelManifest low = run.result().checkpoints().get(Checkpoint.BEST_LOSS).manifest();
    ModelManifest accurate = run.result().checkpoints().get(Checkpoint.BEST_ACCURACY).manifest();
    assertThat(low.history()).hasSizeLessThan(500);
    assertThat(low.history().size() - Math.max(low.best().epoch(), accurate.best().epoch()))
        .isEqualTo(2);
  }

  @Test
  void aSmallerMicroBatchIsADeviation() throws Exception {
    Runs frozen = run.backbone("mobilenet_v2").frozen(1e-3, 1).microBatch(3);
    Runs parts = frozen.recipe(throughTheEngine(List.of(1e-3), 1)).in(folder.resolve("in-parts"));
    assertThat(parts.run()).isEqualTo(Child.DONE);
    assertThat(deviations(parts))
        .containsExactly(
            "memory ran out: batches of 8 were computed 3 images at a time and their gradients"
                + " added");

    // A head that is trained in plain arithmetic has no use for parts.
    Runs plain = frozen.in(folder.resolve("plain"));
    assertThat(plain.run()).isEqualTo(Child.DONE);
    assertThat(deviations(plain)).isEmpty();
  }

  private static List<String> deviations(Runs of) throws Exception {
    return of.result().checkpoints().get(Checkpoint.BEST_LOSS).manifest().deviations();
  }

  /** What trains as the plain recipe does, but is not it: its ties are broken otherwise. */
  private static Recipe throughTheEngine(List<Double> rates, int epochs) {
    return new Recipe("paper", "adam", rates.getFirst(), 0, epochs, 8, true, "none")
        .toBuilder().learningRates(rates.size() > 1 ? rates : null).ties("lower-loss").build();
  }

  /** A frozen backbone sees each image once as it is: recipe modern loses only its augmentation. */
  @Test
  void modernTrainsAFrozenBackboneWithoutAugmentation() throws Exception {
    Runs frozen = run.backbone("mobilenet_v2").frozen(1e-3, 1).modern(3);
    Runs modern = frozen.recipe(frozen.recipe().withoutAugmentation());

    assertThat(modern.run()).isEqualTo(Child.DONE);

    ModelManifest model = modern.result().checkpoints().get(Checkpoint.BEST_LOSS).manifest();
    assertThat(model.history()).hasSize(3);
    assertThat(model.run().recipe().augment()).isEqualTo("none");
    assertThat(model.run().recipe().optimizer()).isEqualTo("adamw");
    assertThat(modern.result().featuresFile()).isNotNull();
  }

  @Test
  void asRunLeavesBatchNormalisationInEvaluationModeAfterTheFirstEpoch() throws Exception {
    Recipe replication =
        new Recipe("paper", "adam", 1e-3, 0, 2, 8, false, "none")
            .toBuilder()
                .replication(
                    new ReplicationSwitches(
                        "eval-after-first-validation", null, "batch-mean", null))
                .build();

    assertThat(run.recipe(replication).run()).isEqualTo(Child.DONE);

    Map<String, Tensor> last = TensorFile.read(run.file("checkpoint.safetensors"));
    assertThat(last.get("features.0.1.num_batches_tracked").scalar())
        .as("3 batches of the first epoch alone")
        .isEqualTo(3);
  }

  @Test
  void wrongWeightsAreTheUsersToReplace() throws Exception {
    Path file = folder.resolve("resnet.safetensors");
    Safetensors.write(
        file, List.of(Tensor.of("conv1.weight", List.of(1L), new float[] {1})), Map.of());

    int exit = run.weights(file).run();

    assertThat(exit).isEqualTo(Child.BAD_INPUT);
    ChildEvent.Failed failed = (ChildEvent.Failed) run.lastEvent();
    assertThat(failed.actor()).isEqualTo(Actor.USER);
    assertThat(failed.reason()).contains("resnet.safetensors", "not the weights of mobilenet_v2");
    assertThat(run.file(Trainer.RESULT)).doesNotExist();
  }

  @Test
  void aMissingFileIsTheOperatorsAndWorthAnotherAttempt() throws Exception {
    Path gone = folder.resolve("gone");
    TinySplit other = new TinySplit(gone, split.manifest(), split.content());

    int exit = Runs.of(other, folder).run();

    assertThat(exit).isEqualTo(Child.ENVIRONMENT);
    ChildEvent.Failed failed = (ChildEvent.Failed) run.lastEvent();
    assertThat(failed.actor()).isEqualTo(Actor.OPERATOR);
    assertThat(failed.reason()).contains("gone");
    assertThat(failed.retryable()).isTrue();
  }

  @Test
  void trainsTheSameModelWhereTheTestImagesHaveNoPixels() throws Exception {
    TinySplit withoutTest = TinySplit.write(Files.createDirectory(folder.resolve("s")), 20, 10, 0);
    Runs same = Runs.of(withoutTest, folder);

    assertThat(same.run()).isEqualTo(Child.DONE);

    assertThat(same.file("best-loss.safetensors"))
        .hasSameBinaryContentAs(fineTuned.file("best-loss.safetensors"));
  }

  /** A file of which a pod has no more than the training needs. */
  @Test
  void trainsTheSameModelOnAPartOfThePixels() throws Exception {
    TrainingManifest manifest = TrainingManifest.of(split.content());
    TinySplit part =
        split.withPartOfPixels(Files.createDirectory(folder.resolve("p")), manifest.images(1));
    Runs same = Runs.of(part, folder);

    assertThat(same.run()).isEqualTo(Child.DONE);

    assertThat(same.file("best-loss.safetensors"))
        .hasSameBinaryContentAs(fineTuned.file("best-loss.safetensors"));
    SplitManifest.Entry left = split.content().part(Part.TEST).get(3);
    try (PixelsFile pixels = PixelsFile.open(part.pixels());
        PixelsFile whole = PixelsFile.open(split.pixels())) {
      assertThat(pixels.image(left.image())).isNotEqualTo(whole.image(left.image()));
    }
  }

  @Test
  void refusesAManifestThatNamesTestImages() throws Exception {
    Path job = run.jobFile();
    ObjectNode json = (ObjectNode) Json.mapper().readTree(Files.readString(job));
    Files.writeString(job, json.put("manifestFile", split.manifest().toString()).toString());

    int exit =
        Child.run(
            new String[] {job.toString()},
            TrainerJob.class,
            parsed -> parsed.files().eventsFile(),
            (parsed, events) -> new Trainer(parsed, events).run());

    assertThat(exit).isNotEqualTo(Child.DONE);
    assertThat(((ChildEvent.Failed) run.lastEvent()).reason()).contains("no training may read it");
    assertThat(run.file(Trainer.RESULT)).doesNotExist();
  }

  @Test
  void anUnreadableCheckpointIsStartedOver() throws Exception {
    Files.createDirectories(run.file(""));
    Files.writeString(run.file("checkpoint.safetensors"), "half a checkp");

    assertThat(run.run()).isEqualTo(Child.DONE);

    assertThat(run.file("best-loss.safetensors"))
        .hasSameBinaryContentAs(fineTuned.file("best-loss.safetensors"));
  }

  @Test
  void realWeightsAreFineTunedFromWhereTheyAre() throws Exception {
    Path weights = Shared.file("weights/mobilenet_v2-imagenet.pth");

    assertThat(run.weights(weights).epochs(1).run()).isEqualTo(Child.DONE);

    Tensor before = TensorFile.read(weights).get("features.0.0.weight");
    Tensor after = model(run, Checkpoint.BEST_LOSS).get("features.0.0.weight");
    double largest = 0;
    for (int i = 0; i < before.floats().length; i++) {
      largest = Math.max(largest, Math.abs(before.floats()[i] - after.floats()[i]));
    }
    // Three steps of Adam at 1e-3.
    assertThat(largest).isBetween(1e-4, 3.1e-3);
  }
}
