// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.heads;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.layers.Layers.Dense;
import dev.assay.backbones.layers.Pass;

/**
 * One linear layer in the place of the official classifier, and under its key, so that a saved
 * model loads into torchvision's network of as many classes. Initialised like {@code
 * torch.nn.Linear}.
 */
final class LinearHead extends Head {
  private final String name;
  private final int classes;
  private final Dense dense;

  LinearHead(String name, int features, int classes) {
    this.name = name;
    this.classes = classes;
    this.dense = dense(name, features, classes);
  }

  @Override
  public NDArray apply(Pass pass, NDArray features) {
    return pass.show(name, dense.of(features));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), classes)};
  }
}
