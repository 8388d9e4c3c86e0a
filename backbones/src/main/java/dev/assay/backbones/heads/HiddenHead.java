// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.heads;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.Dense;
import dev.assay.backbones.layers.Pass;

/**
 * Linear to 256, ReLU, linear: what the original study puts on the ImageNet logits of DINOv2.
 * Initialised like {@code torch.nn.Linear}.
 */
final class HiddenHead extends Head {
  private static final int HIDDEN = 256;

  private final int classes;
  private final Dense hidden;
  private final Dense output;

  HiddenHead(int features, int classes) {
    this.classes = classes;
    this.hidden = dense("head.0", features, HIDDEN);
    this.output = dense("head.2", HIDDEN, classes);
  }

  @Override
  public NDArray apply(Pass pass, NDArray features) {
    try (NDArray x = Layers.relu(pass.show("head.0", hidden.of(features)))) {
      return pass.show("head.2", output.of(x));
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), classes)};
  }
}
