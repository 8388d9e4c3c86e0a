// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.heads;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.layers.Init;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.Dense;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Vgg;
import dev.assay.weights.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole classifier of a VGG as a head on its pooled convolutions: what the original study's
 * code trains of a frozen VGG, whose {@code features} it freezes and nothing else. The two hidden
 * layers start from the official weights, the last like {@code torch.nn.Linear}; keys are the
 * official ones.
 */
final class VggClassifier extends Head {
  /** Those of the hidden layers. */
  private static final Set<String> HIDDEN =
      Set.of(
          "classifier.0.weight", "classifier.0.bias", "classifier.3.weight", "classifier.3.bias");

  private final int classes;
  private final Dense hidden1;
  private final Dense hidden2;
  private final Dense output;

  VggClassifier(int wide, int classes) {
    this.classes = classes;
    hidden1 = wideDense("classifier.0", Vgg.LINEAR, Init.ZEROS, Vgg.FLAT, wide);
    hidden2 = wideDense("classifier.3", Vgg.LINEAR, Init.ZEROS, wide, wide);
    output = dense("classifier.6", wide, classes);
  }

  @Override
  public NDArray apply(Pass pass, NDArray pooled) {
    NDArray x = Layers.relu(pass.show("classifier.0", hidden1.of(pooled)));
    try (NDArray hidden = Layers.dropoutHalf(pass, "classifier.2", x)) {
      x = Layers.relu(pass.show("classifier.3", hidden2.of(hidden)));
    }
    try (NDArray hidden = Layers.dropoutHalf(pass, "classifier.5", x)) {
      return pass.show("classifier.6", output.of(hidden));
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), classes)};
  }

  @Override
  List<Tensor> startingFrom(Map<String, Tensor> weights) {
    List<Tensor> start = new ArrayList<>();
    for (Tensor drawn : state()) {
      boolean official = HIDDEN.contains(drawn.name()) && weights.containsKey(drawn.name());
      start.add(official ? weights.get(drawn.name()) : drawn);
    }
    return start;
  }
}
