// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.gradients.Learned;
import dev.assay.backbones.layers.Pass;
import dev.assay.weights.SwinArchitecture;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The graph of a forward pass needs indices, masks and factors again in its backward pass, when no
 * Java object holds them any more.
 */
class GradientMemoryTest {
  private static final int TOKENS = 49;
  private static final int[] SIZES = {
    4,
    8,
    SwinArchitecture.relativePositionIndex().size() * Long.BYTES,
    TOKENS * TOKENS * Float.BYTES,
    4 * TOKENS * TOKENS * Float.BYTES,
    16 * TOKENS * TOKENS * Float.BYTES,
    196 * 64 * Float.BYTES,
    3 * 384 * Float.BYTES
  };

  @ParameterizedTest
  @ValueSource(strings = {"swin_t", "dinov3_vits16"})
  void gradientsDoNotHangOnMemoryThatJavaMayTakeBack(String name) throws Exception {
    try (Torch torch = Torch.start(2, "cpu")) {
      Backbone network = Backbones.random(name, torch.manager());

      Map<String, float[]> undisturbed = gradients(network, torch, () -> {});
      Map<String, float[]> disturbed = gradients(network, torch, () -> JavaMemory.takeBack(SIZES));

      assertThat(undisturbed).isNotEmpty();
      undisturbed.forEach(
          (parameter, values) ->
              assertThat(Arrays.mismatch(disturbed.get(parameter), values))
                  .as("first difference in %s", parameter)
                  .isEqualTo(-1));
    }
  }

  private static Map<String, float[]> gradients(Backbone network, Torch torch, Runnable between) {
    network.collectGradients(true);
    try (NDManager step = torch.manager().newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray images = step.ones(new Shape(1, 3, 224, 224));
      NDArray loss = network.apply(Pass.training("test"), images).square().mean();
      between.run();
      collector.backward(loss);
    }
    Map<String, float[]> gradients = new LinkedHashMap<>();
    for (Learned learned : network.learned()) {
      try (NDArray gradient = learned.gradient()) {
        gradients.put(learned.name(), gradient.toFloatArray());
      }
    }
    network.collectGradients(false);
    return gradients;
  }
}
