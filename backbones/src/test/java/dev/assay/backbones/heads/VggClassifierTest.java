// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.backbones.trainer.Runs;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.ReplicationSwitches;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole classifier of a VGG as a head: replication switch {@code vgg-frozen: features-only}.
 */
class VggClassifierTest {
  @TempDir Path folder;

  private static Recipe replication(int epochs) {
    return new Recipe("paper", "adam", 1e-4, 0, epochs, 8, true, "none")
        .toBuilder()
            .replication(new ReplicationSwitches(null, "features-only", null, null))
            .build();
  }

  @Test
  void isTheRestOfTheSameNetwork() throws Exception {
    String built = Heads.built("vgg11", "linear", true, replication(1));
    try (Torch torch = Torch.start(1, "cpu")) {
      NDManager manager = torch.manager();
      Backbone whole = Backbones.random("vgg11", manager);
      Map<String, Tensor> weights = new HashMap<>();
      whole.state().forEach(tensor -> weights.put(tensor.name(), tensor));
      Backbone features = Backbones.build("vgg11", built);
      features.load(manager, weights);
      Head head = Heads.build(built, features, 3);
      head.initialise(manager, 1);

      head.startFrom(manager, weights);

      Map<String, Tensor> of = new HashMap<>();
      head.state().forEach(tensor -> of.put(tensor.name(), tensor));
      Head last = Heads.build("linear", whole, 3);
      last.load(manager, of);
      NDArray images = manager.randomNormal(new Shape(2, 3, 64, 64));
      float[] expected = new Classifier(whole, last).apply(Pass.EVALUATION, images).toFloatArray();
      float[] logits = new Classifier(features, head).apply(Pass.EVALUATION, images).toFloatArray();
      for (int i = 0; i < expected.length; i++) {
        assertThat(logits[i]).isCloseTo(expected[i], within(1e-5f));
      }
      assertThat(features.featureSize()).isEqualTo(25088);
      assertThat(of.get("classifier.3.weight").data())
          .isEqualTo(weights.get("classifier.3.weight").data());
    }
  }

  @Test
  void isOfFrozenVggsOfThatRecipeAlone() {
    assertThat(Heads.built("vgg16", "paper", true, replication(1)))
        .isEqualTo(Heads.WHOLE_CLASSIFIER);
    assertThat(Heads.built("vgg16", "linear", false, replication(1))).isEqualTo("linear");
    assertThat(Heads.built("resnet50", "linear", true, replication(1))).isEqualTo("linear");
    assertThat(Heads.built("vgg16", "linear", true, Recipe.paper())).isEqualTo("linear");
  }

  /** Half a gigabyte of head, four times with its gradients and moments. */
  @Test
  @Tag("long")
  void trainsTheHiddenLayersAndLeavesTheConvolutions() throws Exception {
    TinySplit split = TinySplit.write(folder, 8, 4, 2);
    Runs run =
        Runs.of(split, folder.resolve("run"))
            .backbone("vgg11")
            .frozen(1e-4, 1)
            .recipe(replication(1));

    assertThat(run.run()).isEqualTo(Child.DONE);

    var saved = run.result().checkpoints().get(Checkpoint.BEST_LOSS);
    assertThat(saved.manifest().size().trainableParameters())
        .isEqualTo(25089L * 4096 + 4097L * 4096 + 4097 * 2);
    Map<String, Tensor> model = TensorFile.read(run.file(saved.modelFile()));
    assertThat(model.get("classifier.6.weight").shape()).containsExactly(2L, 4096L);
    try (Torch torch = Torch.start(1, "cpu")) {
      for (Tensor before : Backbones.random("vgg11", torch.manager()).state()) {
        if (before.name().startsWith("features.")) {
          assertThat(model.get(before.name()).data()).isEqualTo(before.data());
        }
      }
    }
  }
}
