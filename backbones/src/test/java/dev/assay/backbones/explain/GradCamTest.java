// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.heads.Head;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.layers.Init;
import dev.assay.backbones.layers.Inspection;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.weights.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GradCamTest {
  private static Torch torch;

  @BeforeAll
  static void start() throws IOException {
    torch = Torch.start(1, "cpu");
  }

  @AfterAll
  static void stop() {
    torch.close();
  }

  /** 3x3/2 - ReLU - (maps) - average pool - linear - GELU - linear. */
  private static final class Tiny extends NamedBlock {
    private final Layers.Conv conv = conv("conv", Init.linear(27), 3, 5, 3, 2, 1);
    private final Layers.Dense first = dense("first", 5, 4);
    private final Layers.Dense second = dense("second", 4, 3);

    Tiny(NDManager manager) {
      initialise(manager, key -> CounterRandom.of("tiny/" + key));
    }

    @Override
    public NDArray apply(Pass pass, NDArray images) {
      NDArray maps = pass.maps(Layers.relu(conv.of(images)), 1);
      try (NDArray pooled = Layers.globalAveragePool(maps);
          NDArray hidden = Layers.gelu(first.of(pooled))) {
        return second.of(hidden);
      }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return new Shape[] {new Shape(inputShapes[0].get(0), 3)};
    }
  }

  private static NDArray image(NDManager manager, int side) {
    float[] values = new float[3 * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(0.37 * i) + 0.2f;
    }
    return Torch.owned(manager, values, new Shape(1, 3, side, side));
  }

  /** Changes one number of the maps, and remembers all of them. */
  private static final class Nudge implements Inspection {
    private final int at;
    private final float by;
    private float[] maps = new float[0];
    private Shape shape = new Shape();

    Nudge(int at, float by) {
      this.at = at;
      this.by = by;
    }

    @Override
    public NDArray maps(NDArray array, int channelAxis) {
      maps = array.toFloatArray();
      shape = array.getShape();
      float[] changed = maps.clone();
      changed[at] += by;
      try (array) {
        return Torch.owned(array.getManager(), changed, shape);
      }
    }
  }

  private static double logit(NamedBlock network, NDArray image, int label, Nudge nudge) {
    try (NDArray logits = network.apply(Pass.inspected(nudge), image)) {
      return logits.toFloatArray()[label];
    }
  }

  /** The definition with the gradient taken by differences, which knows no automatic one. */
  @Test
  void isItsDefinitionWithTheGradientByDifferences() {
    try (NDManager step = torch.manager().newSubManager()) {
      Tiny network = new Tiny(step);
      NDArray image = image(step, 10);
      Nudge seen = new Nudge(0, 0);
      logit(network, image, 2, seen);
      int places = 25;
      double[] expected = new double[places];
      for (int k = 0; k < 5; k++) {
        double alpha = 0;
        for (int at = 0; at < places; at++) {
          double up = logit(network, image, 2, new Nudge(k * places + at, 0.5f));
          double down = logit(network, image, 2, new Nudge(k * places + at, -0.5f));
          alpha += (up - down) / places;
        }
        for (int at = 0; at < places; at++) {
          expected[at] += alpha * seen.maps[k * places + at];
        }
      }

      PlaceMap map = GradCam.of(network, image, 2);

      assertThat(map.rows()).isEqualTo(5);
      assertThat(map.columns()).isEqualTo(5);
      double most = java.util.Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      for (int at = 0; at < places; at++) {
        assertThat(map.values()[at]).isCloseTo(Math.max(0, expected[at]), within(2e-3 * most));
      }
      assertThat(java.util.Arrays.stream(map.values())).anyMatch(value -> value > 0.1 * most);
    }
  }

  /**
   * Under a linear head on pooled maps Grad-CAM is CAM, but for the number of places (section 3.1
   * of the paper): alpha_k is the weight of channel k over the number of places.
   */
  @Test
  void ofALinearHeadOnPooledMapsIsCam() {
    for (String name : List.of("mobilenet_v2", "resnet18", "densenet121", "efficientnet_b0")) {
      try (NDManager step = torch.manager().newSubManager()) {
        Backbone backbone = Backbones.random(name, step);
        Head head = Heads.build(Heads.LINEAR, backbone, 2);
        head.initialise(step, 3);
        Classifier classifier = new Classifier(backbone, head);
        NDArray image = image(step, 96);
        Nudge seen = new Nudge(0, 0);
        logit(classifier, image, 1, seen);
        Map<String, Tensor> weights =
            head.state().stream().collect(Collectors.toMap(Tensor::name, t -> t));
        Tensor matrix =
            weights.values().stream().filter(t -> t.shape().size() == 2).findFirst().orElseThrow();
        int channels = (int) seen.shape.get(1);
        int places = (int) (seen.shape.get(2) * seen.shape.get(3));
        ByteBuffer of = matrix.data();

        PlaceMap map = GradCam.of(classifier, image, 1);

        assertThat(map.values()).hasSize(places).hasSize(9);
        for (int at = 0; at < places; at++) {
          double expected = 0;
          double sizes = 0;
          for (int k = 0; k < channels; k++) {
            double term = of.getFloat(4 * (channels + k)) * seen.maps[k * places + at] / places;
            expected += term;
            sizes += Math.abs(term);
          }
          assertThat(map.values()[at])
              .as(name)
              .isCloseTo(Math.max(0, expected), within(1e-5 * sizes + 1e-9));
        }
      }
    }
  }

  /** Every family of convolutions has maps, whatever the order of its axes. */
  @Test
  void everyConvolutionalFamilyShowsItsMaps() {
    for (String name :
        List.of("vgg16", "mobilenet_v3_small", "convnext_tiny", "swin_t", "efficientnet_lite0")) {
      try (NDManager step = torch.manager().newSubManager()) {
        Backbone backbone = Backbones.random(name, step);
        Head head = Heads.build(Heads.LINEAR, backbone, 2);
        head.initialise(step, 3);

        PlaceMap map = GradCam.of(new Classifier(backbone, head), image(step, 64), 0);

        assertThat(map.rows()).as(name).isEqualTo(map.columns()).isBetween(2, 4);
        assertThat(java.util.Arrays.stream(map.values())).as(name).allMatch(value -> value >= 0);
      }
    }
  }

  @Test
  void refusesANetworkWithoutMaps() {
    try (NDManager step = torch.manager().newSubManager()) {
      NamedBlock without =
          new NamedBlock() {
            private final Layers.Dense dense = dense("dense", 12, 2);

            {
              initialise(step, key -> CounterRandom.of(key));
            }

            @Override
            public NDArray apply(Pass pass, NDArray images) {
              dense.of(images.reshape(1, 12)).close();
              NDArray leaf = images.reshape(1, 12).get(":, :2").mul(1);
              leaf.setRequiresGradient(true);
              return leaf.mul(2);
            }

            @Override
            public Shape[] getOutputShapes(Shape[] inputShapes) {
              return new Shape[] {new Shape(1, 2)};
            }
          };
      assertThatThrownBy(() -> GradCam.of(without, image(step, 2), 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("shows no maps");
    }
  }
}
