// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.layers.Layers.Dense;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A linear layer that remembers what its passes say of dropout. */
public final class DropoutProbe extends NamedBlock {
  private final Dense dense;
  private final int classes;
  private final List<@Nullable String> training = new ArrayList<>();
  private final List<@Nullable String> evaluation = new ArrayList<>();

  public DropoutProbe(int features, int classes) {
    this.dense = dense("probe", features, classes);
    this.classes = classes;
  }

  public List<@Nullable String> training() {
    return training;
  }

  public List<@Nullable String> evaluation() {
    return evaluation;
  }

  @Override
  public NDArray apply(Pass pass, NDArray x) {
    (pass.training() ? training : evaluation).add(pass.dropout());
    return dense.of(x);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), classes)};
  }
}
