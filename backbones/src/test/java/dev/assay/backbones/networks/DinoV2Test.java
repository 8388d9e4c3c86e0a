// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.gradients.Learned;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.trainer.Formula;
import dev.assay.contracts.Preprocessing;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.DinoV2Architecture;
import dev.assay.weights.Inventory;
import dev.assay.weights.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the golden models do not cover: registers, their position embedding, and gated MLPs. */
class DinoV2Test {
  private static final int WIDTH = 128;

  /** Bytes of what a forward pass makes from Java values: a number, and resampling weights. */
  private static final int[] SIZES = {4, 8, 5 * 37 * 4, 3 * 37 * 4};

  /**
   * Two blocks of two heads, from weights made from their names. Expected: the official operations
   * in PyTorch 1.13, float64.
   */
  @Test
  void registersAndGatedMlpsComputeWhatTheOfficialOperationsDo() throws Exception {
    DinoV2 network = tiny();
    Map<String, Tensor> tensors = values(network);
    try (Torch torch = Torch.start(2, "cpu")) {
      network.load(torch.manager(), tensors);
      Map<String, float[]> seen = new HashMap<>();
      Pass pass = new Pass(false, (name, array) -> seen.put(name, array.toFloatArray()));
      NDArray image =
          torch
              .manager()
              .create(
                  Formula.values("input/1x3x70x42", 3 * 70 * 42, 0, 2), new Shape(1, 3, 70, 42));

      float[] feature = network.apply(pass, image).toFloatArray();

      // 5 x 3 patches, after the class token
      float[] positions = seen.get("pos_embed_interpolated");
      assertThat(positions).hasSize(16 * WIDTH);
      assertThat(positions[WIDTH]).isCloseTo(-0.00410765f, within(1e-6f));
      assertThat(positions[16 * WIDTH - 1]).isCloseTo(0.00916202f, within(1e-6f));
      assertThat(feature).hasSize(2 * WIDTH);
      float[] some = {
        feature[0], feature[1], feature[2], feature[3],
        feature[WIDTH], feature[WIDTH + 1], feature[WIDTH + 2], feature[WIDTH + 3]
      };
      assertThat(some)
          .containsExactly(
              new float[] {
                -0.4480027f, 0.0638603f, 0.4616236f, 1.0295716f,
                0.2301498f, 0.1050378f, -0.2609287f, 0.3756721f
              },
              within(1e-5f));
    }
  }

  private static DinoV2 tiny() {
    Inventory inventory = new Inventory("tiny", "linear_head", List.of(), 0);
    DinoV2Architecture architecture = new DinoV2Architecture(WIDTH, 2, 4, true);
    Preprocessing preprocessing = Preprocessing.dinoV2();
    BackboneEntry entry =
        new BackboneEntry(
            "tiny",
            "Tiny",
            architecture,
            "none",
            0,
            0,
            2 * WIDTH,
            preprocessing,
            inventory,
            List.of(),
            Set.of());
    return new DinoV2(entry, architecture);
  }

  private static Map<String, Tensor> values(DinoV2 network) {
    Map<String, Tensor> tensors = new HashMap<>();
    network
        .shapes()
        .forEach(
            (name, shape) -> {
              boolean scale =
                  name.endsWith("gamma") || (name.contains("norm") && name.endsWith("weight"));
              int n = shape.stream().reduce(1L, (x, y) -> x * y).intValue();
              float[] values = Formula.values("tiny/" + name, n, scale ? 1 : 0, 0.3);
              tensors.put(name, Tensor.of(name, shape, values));
            });
    return tensors;
  }

  /** 518 x 518: as many patches as there are embeddings, which are then used as they are. */
  @Test
  void usesPositionEmbeddingsAsTheyAreAtTheSizeOfPretraining() throws Exception {
    DinoV2 network = tiny();
    Map<String, Tensor> tensors = values(network);
    try (Torch torch = Torch.start(2, "cpu")) {
      network.load(torch.manager(), tensors);
      NDManager step = torch.manager().newSubManager();
      NDArray image = step.ones(new Shape(1, 3, 518, 518));
      Map<String, float[]> seen = new HashMap<>();
      Pass pass = new Pass(false, (name, array) -> seen.put(name, array.toFloatArray()));

      float[] once = network.apply(pass, image).toFloatArray();
      int alive = step.getManagedArrays().size();
      float[] again = network.apply(Pass.EVALUATION, image).toFloatArray();

      assertThat(seen.get("pos_embed_interpolated")).isEqualTo(tensors.get("pos_embed").floats());
      assertThat(again).isEqualTo(once);
      assertThat(step.getManagedArrays()).as("one feature more").hasSize(alive + 1);
    }
  }

  /**
   * The graph of a forward pass needs resampling weights and factors again in its backward pass,
   * when no Java object holds them any more.
   */
  @Test
  void gradientsDoNotHangOnMemoryThatJavaMayTakeBack() throws Exception {
    DinoV2 network = tiny();
    Map<String, Tensor> tensors = values(network);
    try (Torch torch = Torch.start(2, "cpu")) {
      network.load(torch.manager(), tensors);

      float[] undisturbed = gradientOfPositions(network, torch, () -> {});
      float[] disturbed = gradientOfPositions(network, torch, () -> JavaMemory.takeBack(SIZES));

      assertThat(undisturbed).hasSize((1 + 37 * 37) * WIDTH).doesNotContain(Float.NaN);
      assertThat(Arrays.mismatch(disturbed, undisturbed)).as("first difference").isEqualTo(-1);
    }
  }

  private static float[] gradientOfPositions(DinoV2 network, Torch torch, Runnable between) {
    network.collectGradients(true);
    Learned positions =
        network.learned().stream()
            .filter(p -> p.name().equals("pos_embed"))
            .findFirst()
            .orElseThrow();
    try (NDManager step = torch.manager().newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray loss = network.apply(Pass.TRAINING, step.ones(new Shape(1, 3, 70, 42))).sum();
      between.run();
      collector.backward(loss);
    }
    try (NDArray gradient = positions.gradient()) {
      float[] values = gradient.toFloatArray();
      positions.forget();
      return values;
    }
  }
}
