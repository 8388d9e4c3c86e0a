// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.backbones.Backbones;
import dev.assay.backbones.child.EventLog;
import dev.assay.backbones.child.Meter;
import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.data.Features;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.heads.Head;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Loss;
import dev.assay.contracts.recipe.Moments;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.RecipeBuilder;
import dev.assay.contracts.recipe.ReplicationSwitches;
import dev.assay.contracts.recipe.Schedule;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinearHeadLoopTest {
  private static final String RUN = Hash.ofText("run");
  private static Torch torch;
  private static Backbone backbone;

  @TempDir static Path folder;
  private static FeatureSamples train;
  private static FeatureSamples validation;

  @BeforeAll
  static void features() throws Exception {
    torch = Torch.start(1, "cpu");
    backbone = Backbones.build("resnet18");
    List<SplitManifest.Entry> entries = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      String image = Hash.ofText("image" + i);
      Part part = i < 100 ? Part.TRAIN : Part.VALIDATION;
      entries.add(new SplitManifest.Entry(image, image, i % 3, "g" + i, part, 1));
      CounterRandom random = CounterRandom.of("feature" + i);
      float[] feature = new float[512];
      for (int f = 0; f < feature.length; f++) {
        feature[f] = (float) (random.normal(f) + (f % 3 == i % 3 ? 0.3 : 0));
      }
      tensors.add(Tensor.of(image, List.of(512L), feature));
    }
    Path file = folder.resolve("features.safetensors");
    Safetensors.write(file, tensors, Map.of());
    Features features = Features.read(file, 512);
    train = new FeatureSamples(entries.subList(0, 100), features);
    validation = new FeatureSamples(entries.subList(100, 150), features);
  }

  @AfterAll
  static void stop() {
    torch.close();
  }

  private static Recipe recipe(int epochs, double weightDecay) {
    return new Recipe("paper", "adam", 1e-3, weightDecay, epochs, 32, true, "none");
  }

  private static Head head() {
    Head head = Heads.build("linear", backbone, 3);
    head.initialise(torch.manager(), 7);
    return head;
  }

  private static List<Epoch> loop(Path folder, Recipe recipe) throws Exception {
    try (EventLog events = new EventLog(Files.createDirectories(folder).resolve("events"))) {
      Attempt attempt = attempt(folder, recipe, 32, events);
      return new LinearHeadLoop(head(), train, validation, recipe, 7, attempt, 0).run();
    }
  }

  private static List<Epoch> engine(Path folder, Recipe recipe, int microBatch) throws Exception {
    try (EventLog events = new EventLog(Files.createDirectories(folder).resolve("events"))) {
      Attempt attempt = attempt(folder, recipe, microBatch, events);
      return new TrainingLoop(head(), train, validation, recipe, 3, 7, microBatch, attempt).run();
    }
  }

  private static Attempt attempt(Path folder, Recipe recipe, int microBatch, EventLog events)
      throws Exception {
    Scratch scratch = new Scratch(folder, RUN, microBatch);
    Meter meter = new Meter(events, "training", recipe.epochs(), 1);
    Spending spending = Spending.start(scratch.file(Spending.FILE));
    return new Attempt(torch.manager(), scratch, meter, spending);
  }

  private static float[] weights(Path scratch, Checkpoint which) throws Exception {
    return new Scratch(scratch, RUN, 32).readBest(which).get("fc.weight").floats();
  }

  /** The engine's loop is itself tested against PyTorch's optimizer trajectories. */
  @Test
  void comesToTheSameHeadAsTheEngine() throws Exception {
    for (double weightDecay : new double[] {0, 0.01}) {
      Path own = folder.resolve("own" + weightDecay);
      Path theirs = folder.resolve("theirs" + weightDecay);

      List<Epoch> history = loop(own, recipe(20, weightDecay));
      List<Epoch> expected = engine(theirs, recipe(20, weightDecay), 32);

      for (int e = 0; e < 20; e++) {
        assertThat(history.get(e).trainLoss()).isCloseTo(expected.get(e).trainLoss(), within(1e-5));
        assertThat(history.get(e).validationLoss())
            .isCloseTo(expected.get(e).validationLoss(), within(1e-5));
        assertThat(history.get(e).validationAccuracy())
            .isEqualTo(expected.get(e).validationAccuracy());
      }
      float[] mine = weights(own, Checkpoint.BEST_LOSS);
      float[] engines = weights(theirs, Checkpoint.BEST_LOSS);
      for (int i = 0; i < mine.length; i++) {
        assertThat(mine[i]).isCloseTo(engines[i], within(2e-5f));
      }
    }
  }

  @Test
  void resumesToTheSameBits() throws Exception {
    Path undisturbed = folder.resolve("undisturbed");
    loop(undisturbed, recipe(12, 0));
    Path broken = folder.resolve("broken");
    loop(broken, recipe(5, 0));

    List<Epoch> history = loop(broken, recipe(12, 0));

    assertThat(history).hasSize(12);
    for (String name :
        List.of(
            "checkpoint.safetensors",
            "best-accuracy.state.safetensors",
            "best-loss.state.safetensors")) {
      assertThat(broken.resolve(name)).hasSameBinaryContentAs(undisturbed.resolve(name));
    }
  }

  @Test
  void smallerPartsOfABatchSumToTheSameGradient() throws Exception {
    List<Epoch> whole = engine(folder.resolve("whole"), recipe(3, 0), 32);
    List<Epoch> parts = engine(folder.resolve("parts"), recipe(3, 0), 3);

    assertThat(parts.get(2).trainLoss()).isCloseTo(whole.get(2).trainLoss(), within(1e-5));
  }

  private static boolean fits(Recipe recipe) {
    return LinearHeadLoop.fits(head(), train, recipe);
  }

  private static Recipe with(UnaryOperator<RecipeBuilder> change) {
    return change.apply(recipe(4, 0).toBuilder()).build();
  }

  /** It would pass over whatever else a recipe asks for. */
  @Test
  void fitsPlainAdamAlone() {
    assertThat(fits(recipe(4, 0.01))).isTrue();
    List<Recipe> others =
        List.of(
            Recipe.modern(),
            Recipe.modern().withoutAugmentation(),
            with(r -> r.optimizer("adamw")),
            with(r -> r.learningRates(List.of(1e-3, 1e-4))),
            with(r -> r.moments(new Moments(0.8, 0.99, 1e-8))),
            with(r -> r.schedule(new Schedule(0, 0))),
            with(r -> r.layerDecay(0.75)),
            with(r -> r.clipNorm(1.0)),
            with(r -> r.loss(new Loss(0.1, "none"))),
            with(r -> r.loss(new Loss(0, "balanced"))),
            with(r -> r.patience(2)),
            with(r -> r.ties("lower-loss")),
            with(r -> r.replication(replication("mode"))),
            with(r -> r.replication(replication("validation"))));

    assertThat(others).noneMatch(LinearHeadLoopTest::fits);
  }

  private static ReplicationSwitches replication(String which) {
    return which.equals("mode")
        ? new ReplicationSwitches(ReplicationSwitches.EVAL_AFTER_FIRST_VALIDATION, null, null, null)
        : new ReplicationSwitches(null, null, ReplicationSwitches.BATCH_MEAN, null);
  }
}
