// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.TensorFile;
import dev.assay.weights.WeightsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each family through the whole trainer, frozen and fine-tuned, on images of 32 pixels. */
class FamiliesTrainTest {
  @TempDir Path folder;

  /** The smallest network of each series with its own weights; those of 80 millions take long. */
  static List<String> smallest() {
    Map<String, String> names = new LinkedHashMap<>();
    BackboneCatalogue.all().stream()
        .filter(entry -> entry.parameters() < 30_000_000)
        .filter(entry -> !entry.series().startsWith("DINOv2"))
        .forEach(entry -> names.putIfAbsent(entry.series(), entry.name()));
    return new ArrayList<>(names.values());
  }

  @ParameterizedTest
  @ValueSource(strings = "efficientnet_lite0")
  void trainsFrozenAndFineTuned(String backbone) throws Exception {
    check(backbone);
  }

  @ParameterizedTest
  @Tag("long")
  @MethodSource("smallest")
  void everyFamilyTrainsFrozenAndFineTuned(String backbone) throws Exception {
    check(backbone);
  }

  private void check(String backbone) throws Exception {
    TinySplit split = TinySplit.write(folder, 16, 8, 2);
    Runs tuned = Runs.of(split, folder.resolve("tuned")).backbone(backbone).epochs(1);
    assertThat(tuned.run()).isEqualTo(Child.DONE);
    Runs frozen = Runs.of(split, folder.resolve("frozen")).backbone(backbone).frozen(1e-3, 2);
    assertThat(frozen.run()).isEqualTo(Child.DONE);

    Path model = tuned.file(tuned.result().checkpoints().get(Checkpoint.BEST_LOSS).modelFile());
    try (Torch torch = Torch.start(2, "cpu")) {
      Backbone random = Backbones.random(backbone, torch.manager());
      Backbone loaded = Backbones.build(backbone);
      loaded.load(torch.manager(), TensorFile.read(model));
      NDArray images = torch.manager().ones(new Shape(1, 3, 32, 32));
      float[] before = random.apply(Pass.EVALUATION, images).toFloatArray();
      float[] after = loaded.apply(Pass.EVALUATION, images).toFloatArray();

      assertThat(loaded.stateHash()).as("fine-tuned").isNotEqualTo(random.stateHash());
      assertThat(after).hasSameSizeAs(before).doesNotContain(Float.NaN);
    }
    // What is saved is what Assay itself reads as a file of this backbone, if it has a classifier.
    BackboneEntry entry = BackboneCatalogue.require(backbone);
    if (entry.inventory().hasClassifier()) {
      assertThat(WeightsFile.tensors(entry, model)).hasSize(entry.inventory().slots().size());
    }
  }
}
