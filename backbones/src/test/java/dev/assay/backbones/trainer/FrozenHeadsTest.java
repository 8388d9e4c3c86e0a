// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.contracts.Actor;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.weights.TensorFile;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Head knn, and several views of each image, of whole runs. */
class FrozenHeadsTest {
  @TempDir static Path shared;
  private static Runs run;

  @TempDir Path folder;

  @BeforeAll
  static void oneRunForAll() throws Exception {
    TinySplit split = TinySplit.write(shared, 20, 10, 6);
    run = Runs.of(split, shared.resolve("run")).backbone("resnet18").frozen(1e-3, 30);
    assertThat(run.run("knn")).isEqualTo(Child.DONE);
  }

  private static ModelManifest manifest(Runs of) throws Exception {
    return of.result().checkpoints().get(Checkpoint.BEST_LOSS).manifest();
  }

  private Runs withViews(int views, String folderName) {
    Recipe recipe = run.recipe().with(new FrozenRecipe(views, null));
    return run.in(folder.resolve(folderName)).recipe(recipe);
  }

  @Test
  void knnKeepsTheTrainingImagesBesideTheBackboneAndTrainsNothing() throws Exception {
    ModelManifest model = manifest(run);

    assertThat(model.run().head()).isEqualTo("knn");
    assertThat(model.size().trainableParameters()).isZero();
    assertThat(model.best().validationAccuracy()).isGreaterThanOrEqualTo(0.8);
    assertThat(model.best().validationLoss()).isFinite();
    assertThat(model.history()).hasSize(1);
    assertThat(model.history().getFirst().trainLoss()).isNull();
    var tensors = TensorFile.read(run.file("best-loss.safetensors"));
    assertThat(tensors.get("knn.features").shape()).containsExactly(20L, 512L);
    assertThat(tensors.get("knn.labels").shape()).containsExactly(20L);
    assertThat(tensors).containsKey("layer4.1.bn2.weight").doesNotContainKey("fc.weight");
    assertThat(run.file("best-accuracy.safetensors"))
        .hasSameBinaryContentAs(run.file("best-loss.safetensors"));
  }

  @Test
  void knnOfABackboneThatIsNotFrozenIsRefused() throws Exception {
    Runs fineTuned = Runs.of(run.split(), folder);

    assertThat(fineTuned.run("knn")).isEqualTo(Child.BAD_INPUT);

    ChildEvent.Failed failed = (ChildEvent.Failed) fineTuned.lastEvent();
    assertThat(failed.actor()).isEqualTo(Actor.USER);
    assertThat(failed.reason()).contains("'knn'", "cannot be fine-tuned");
  }

  @Test
  void viewsAreEmbeddedOnceAndSharedBySeedsAndHeads() throws Exception {
    Runs first = withViews(3, "first").features(run.file("features.safetensors"));
    assertThat(first.run()).isEqualTo(Child.DONE);
    Path cached = first.file("features.safetensors");
    // The ten of validation as they are, the twenty of training three times.
    assertThat(TensorFile.read(cached)).hasSize(10 + 3 * 20);

    Runs otherSeed = withViews(3, "other-seed").seed(2).features(cached);
    assertThat(otherSeed.run()).isEqualTo(Child.DONE);
    Runs logistic = withViews(3, "logistic").features(cached);
    assertThat(logistic.run("logistic")).isEqualTo(Child.DONE);

    assertThat(otherSeed.result().featuresFile()).as("nothing was computed").isNull();
    assertThat(logistic.result().featuresFile()).isNull();
    assertThat(manifest(logistic).run().recipe().onFeatures().viewCount()).isEqualTo(3);
    Runs plain = run.in(folder.resolve("plain")).features(cached);
    assertThat(plain.run()).isEqualTo(Child.DONE);
    assertThat(TensorFile.read(plain.file("best-loss.safetensors")).get("fc.weight").data())
        .as("what is trained on views is another head")
        .isNotEqualTo(TensorFile.read(first.file("best-loss.safetensors")).get("fc.weight").data());
  }

  @Test
  void viewsOfAnImageDifferAndAreTheSameInEveryRun() throws Exception {
    Runs one = withViews(2, "one");
    Runs other = withViews(2, "other").seed(5);
    assertThat(one.run()).isEqualTo(Child.DONE);
    assertThat(other.run()).isEqualTo(Child.DONE);

    assertThat(one.file("features.safetensors"))
        .hasSameBinaryContentAs(other.file("features.safetensors"));
    var features = TensorFile.read(one.file("features.safetensors"));
    features.keySet().stream()
        .filter(key -> key.endsWith("/1"))
        .forEach(
            key ->
                assertThat(features.get(key).data())
                    .isNotEqualTo(features.get(key.substring(0, key.length() - 2)).data()));
  }

  /** Both loops choose the same view of an image in an epoch. */
  @Test
  void plainArithmeticAndTheEngineSeeTheSameViews() throws Exception {
    Runs plain = withViews(3, "plain").frozen(1e-3, 5);
    Recipe recipe = plain.recipe().with(new FrozenRecipe(3, null));
    Recipe throughTheEngine = recipe.toBuilder().weightDecay(0).ties("lower-loss").build();
    plain = plain.recipe(recipe);
    Runs engine = plain.recipe(throughTheEngine).in(folder.resolve("engine"));
    assertThat(plain.run()).isEqualTo(Child.DONE);
    assertThat(engine.run()).isEqualTo(Child.DONE);

    assertThat(manifest(engine).history())
        .zipSatisfy(
            manifest(plain).history(),
            (a, b) ->
                assertThat(a.trainLoss())
                    .isCloseTo(b.trainLoss(), org.assertj.core.api.Assertions.within(1e-5)));
  }
}
