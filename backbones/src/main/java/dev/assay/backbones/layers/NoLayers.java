// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Stands for a network that is not here: the features of an imported model pass through it. */
public final class NoLayers extends NamedBlock {
  @Override
  public NDArray apply(Pass pass, NDArray features) {
    return features;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes.clone();
  }
}
