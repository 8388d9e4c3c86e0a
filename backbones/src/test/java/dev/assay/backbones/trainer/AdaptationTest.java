// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.recipe.Adaptation;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Lora;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training of a part of a network changes, and what it stores. */
class AdaptationTest {
  private static final String TRANSFORMER = "dinov2_vits14";
  private static final Lora LORA = new Lora(2, 8, null);

  @TempDir Path folder;
  private TinySplit split;

  @BeforeEach
  void writeImages() throws Exception {
    split = TinySplit.write(folder, 12, 6, 2);
  }

  private Runs run(String name, String backbone, Adaptation adaptation, int epochs) {
    Recipe recipe =
        new Recipe("paper", "adam", 1e-3, 0, epochs, 8, true, "none")
            .toBuilder().adaptation(adaptation).build();
    Runs run = Runs.of(split, folder.resolve(name)).backbone(backbone).recipe(recipe);
    return backbone.equals(TRANSFORMER)
        ? run.preprocessing(TinySplit.PREPROCESSING.withSize(36, 28))
        : run;
  }

  private static Map<String, Tensor> stored(Runs run) throws Exception {
    return TensorFile.read(run.file(Checkpoint.BEST_LOSS.label() + ".safetensors"));
  }

  private static Map<String, Tensor> initial(String backbone) throws Exception {
    Map<String, Tensor> tensors = new HashMap<>();
    try (Torch torch = Torch.start(2, "cpu")) {
      Backbones.random(backbone, torch.manager())
          .state()
          .forEach(tensor -> tensors.put(tensor.name(), tensor));
    }
    return tensors;
  }

  private static float[] floats(Tensor tensor) {
    ByteBuffer values = ByteBuffer.allocate((int) tensor.elements() * Float.BYTES);
    tensor.copyTo(values.order(ByteOrder.nativeOrder()));
    float[] all = new float[(int) tensor.elements()];
    values.flip().asFloatBuffer().get(all);
    return all;
  }

  private static boolean same(Tensor one, Tensor other) {
    return one.data().equals(other.data());
  }

  @Test
  void onlyTheLastStagesMoveAndTheirNormalisationsAlone() throws Exception {
    Adaptation adaptation = Adaptation.ofLastBlocks(2);
    Runs run = run("stages", "mobilenet_v2", adaptation, 1);

    assertThat(run.run()).isEqualTo(Child.DONE);

    BackboneEntry entry = BackboneCatalogue.require("mobilenet_v2");
    Map<String, Tensor> after = stored(run);
    Map<String, Tensor> before = initial("mobilenet_v2");
    for (Tensor tensor : before.values()) {
      boolean trained = entry.trained(adaptation).test(tensor.name());
      assertThat(same(after.get(tensor.name()), tensor))
          .as("%s is as it was", tensor.name())
          .isEqualTo(!trained);
    }
    ModelManifest manifest = run.result().checkpoints().get(Checkpoint.BEST_LOSS).manifest();
    assertThat(manifest.size().trainableParameters())
        .isEqualTo(entry.trainedParameters(adaptation) - statistics(after, entry) + 2 * 1281)
        .isLessThan(manifest.size().parameters());
    assertThat(manifest.run().recipe().adaptation()).isEqualTo(adaptation);
    assertThat(manifest.run().trainingLabel()).isEqualTo("last 2 blocks");
  }

  /** Of the trained stages: the declaration counts them, the trainer does not. */
  private static long statistics(Map<String, Tensor> tensors, BackboneEntry entry) {
    return tensors.values().stream()
        .filter(t -> entry.trained(Adaptation.ofLastBlocks(2)).test(t.name()))
        .filter(t -> t.name().contains(".running_") || t.name().endsWith("_tracked"))
        .mapToLong(Tensor::elements)
        .sum();
  }

  @Test
  void lowRankMatricesAreStoredInTheWeightsThatTheyAreAddedTo() throws Exception {
    Runs run = run("lora", TRANSFORMER, Adaptation.of(LORA), 1);

    assertThat(run.run()).isEqualTo(Child.DONE);

    List<String> adapted = BackboneCatalogue.require(TRANSFORMER).adapted(LORA);
    Map<String, Tensor> after = stored(run);
    Map<String, Tensor> last = TensorFile.read(run.file("checkpoint.safetensors"));
    for (Tensor tensor : initial(TRANSFORMER).values()) {
      Tensor now = after.get(tensor.name());
      if (adapted.contains(tensor.name())) {
        assertThat(same(now, tensor)).as(tensor.name()).isFalse();
        assertThat(same(last.get(tensor.name()), tensor)).as("its own weights stay").isTrue();
        requireSum(now, tensor, last);
      } else {
        assertThat(same(now, tensor)).as("%s is as it was", tensor.name()).isTrue();
      }
    }
    assertThat(after.keySet()).noneMatch(key -> key.contains("lora"));
    ModelManifest manifest = run.result().checkpoints().get(Checkpoint.BEST_LOSS).manifest();
    assertThat(manifest.size().trainableParameters())
        .isEqualTo(
            BackboneCatalogue.require(TRANSFORMER).trainedParameters(Adaptation.of(LORA))
                + 2 * (768 + 1));
  }

  /** W + alpha / rank B A in double precision; stored to the last bits of float32. */
  private static void requireSum(Tensor stored, Tensor base, Map<String, Tensor> last) {
    float[] a = floats(last.get(base.name() + ".lora_A"));
    float[] b = floats(last.get(base.name() + ".lora_B"));
    float[] w = floats(base);
    float[] sum = floats(stored);
    int in = Math.toIntExact(base.shape().get(1));
    int rank = LORA.rank();
    for (int i = 0; i < sum.length; i += 97) {
      double product = 0;
      for (int k = 0; k < rank; k++) {
        product += (double) b[i / in * rank + k] * a[k * in + i % in];
      }
      double expected = w[i] + LORA.alpha() / rank * product;
      assertThat((double) sum[i]).isCloseTo(expected, within(1e-7 + 1e-6 * Math.abs(expected)));
    }
  }

  @Test
  void anInterruptedTrainingOfLowRankMatricesGoesOnWithTheSameBits() throws Exception {
    Runs whole = run("whole", TRANSFORMER, Adaptation.of(LORA), 2);
    assertThat(whole.run()).isEqualTo(Child.DONE);
    Runs first = run("parts", TRANSFORMER, Adaptation.of(LORA), 1);
    assertThat(first.run()).isEqualTo(Child.DONE);
    Path checkpoint = first.file("checkpoint.safetensors");
    Runs second = run("second", TRANSFORMER, Adaptation.of(LORA), 2);
    Files.createDirectories(second.file("checkpoint.safetensors").getParent());
    for (String name : List.of("checkpoint", "best-loss.state", "best-accuracy.state")) {
      String file = name + ".safetensors";
      Files.copy(first.file(file), second.file(file), StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(checkpoint).exists();

    assertThat(second.run()).isEqualTo(Child.DONE);

    for (Checkpoint which : Checkpoint.values()) {
      String name = which.label() + ".safetensors";
      assertThat(second.file(name)).hasSameBinaryContentAs(whole.file(name));
    }
  }

  @Test
  void theFirstPassIsThatOfTheBaseAndAMergedNetworkGivesTheSameBits() throws Exception {
    try (Torch torch = Torch.start(2, "cpu")) {
      Backbone base = Backbones.random(TRANSFORMER, torch.manager());
      Backbone adapted = Backbones.random(TRANSFORMER, torch.manager());
      NDArray images = torch.manager().ones(new Shape(1, 3, 28, 28));
      float[] expected = base.apply(Pass.EVALUATION, images).toFloatArray();
      List<String> keys = base.entry().adapted(LORA);
      adapted.addLowRank(
          torch.manager(), keys, LORA.rank(), LORA.scale(), key -> CounterRandom.of("a/" + key));

      assertThat(adapted.apply(Pass.EVALUATION, images).toFloatArray()).isEqualTo(expected);

      Map<String, Tensor> state = new HashMap<>();
      adapted.state().forEach(tensor -> state.put(tensor.name(), tensor));
      for (String key : keys) {
        Tensor a = state.get(key + ".lora_A");
        Tensor b = state.get(key + ".lora_B");
        assertThat(floats(b)).containsOnly(0);
        ByteBuffer values = ByteBuffer.allocateDirect((int) b.elements() * Float.BYTES);
        values.order(ByteOrder.nativeOrder());
        for (int i = 0; i < b.elements(); i++) {
          values.putFloat(0.1f * floats(a)[i % (int) a.elements()]);
        }
        state.put(b.name(), new Tensor(b.name(), b.dtype(), b.shape(), values.flip()));
      }
      adapted.load(torch.manager(), state);
      Backbone merged = Backbones.build(TRANSFORMER);
      Map<String, Tensor> sums = new HashMap<>();
      adapted.merged().forEach(tensor -> sums.put(tensor.name(), tensor));
      merged.load(torch.manager(), sums);

      float[] moved = adapted.apply(Pass.EVALUATION, images).toFloatArray();
      assertThat(moved).isNotEqualTo(expected);
      assertThat(merged.apply(Pass.EVALUATION, images).toFloatArray()).isEqualTo(moved);
    }
  }
}
