// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.layers.Inspection;
import dev.assay.backbones.layers.Pass;
import dev.assay.weights.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batch normalisations as parts of the convolutions before them. */
class FoldedTest {
  private static final Shape IMAGES = new Shape(2, 3, 64, 64);

  /** What float32 sums in another order may move. */
  private static final float ROUNDING = 2e-5f;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18",
        "resnet50",
        "densenet121",
        "mobilenet_v2",
        "mobilenet_v3_large",
        "efficientnet_b0",
        "efficientnet_lite0"
      })
  void followsTheValuesOfTheNetwork(String name) throws IOException {
    try (Torch torch = Torch.start(1, "cpu")) {
      NDManager manager = torch.manager();
      Backbone network = Backbones.build(name);
      network.initialise(manager, parameter -> CounterRandom.of("first/" + parameter));
      NDArray images = images(manager);
      String before = network.stateHash();

      assertFolds(network, images);
      assertThat(network.stateHash()).as("the network itself").isEqualTo(before);

      // Each of these changes what was folded.
      network.apply(Pass.TRAINING, images).close();
      assertThat(network.stateHash()).isNotEqualTo(before);
      assertFolds(network, images);

      network.load(manager, renamed(network.state()));
      assertFolds(network, images);

      network.initialise(manager, parameter -> CounterRandom.of("second/" + parameter));
      network.apply(Pass.TRAINING, images).close();
      assertFolds(network, images);
    }
  }

  private static void assertFolds(Backbone network, NDArray images) {
    float[] exact = network.apply(Pass.EVALUATION, images).toFloatArray();
    float[] folded = network.apply(Pass.FOLDED, images).toFloatArray();
    float largest = 0;
    float off = 0;
    for (int i = 0; i < exact.length; i++) {
      largest = Math.max(largest, Math.abs(exact[i]));
      off = Math.max(off, Math.abs(exact[i] - folded[i]));
    }
    assertThat(largest).isPositive();
    assertThat(off / largest).isLessThan(ROUNDING);
    assertThat(network.apply(Pass.FOLDED, images).toFloatArray())
        .as("a second pass")
        .isEqualTo(folded);
  }

  private static Map<String, Tensor> renamed(List<Tensor> state) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    state.forEach(tensor -> tensors.put(tensor.name(), tensor));
    return tensors;
  }

  private static NDArray images(NDManager manager) {
    CounterRandom random = CounterRandom.of("images");
    float[] values = new float[(int) IMAGES.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.uniform(i) - 1);
    }
    return manager.create(values, IMAGES);
  }

  @Test
  void isNoFormOfTraining() {
    assertThatThrownBy(() -> new Pass(true, (module, output) -> {}, null, true, Inspection.NONE))
        .hasMessageContaining("folded");
  }
}
