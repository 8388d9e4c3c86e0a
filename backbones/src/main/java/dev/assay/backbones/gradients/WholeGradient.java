// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.gradients;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.List;

/** The gradient as the engine leaves it: one array. */
record WholeGradient(Parameter parameter) implements Learned {

  /**
   * Makes the values a new leaf over the same memory, as {@code zero_grad(set_to_none=True)} does.
   * The next backward pass leaves its own array as the gradient, where zeros would have to be
   * written and added to, and until then none takes up memory.
   */
  @Override
  public void collect(boolean collect) {
    values().intern(values().stopGradient());
    values().setRequiresGradient(collect);
  }

  @Override
  public boolean collects() {
    return values().hasGradient();
  }

  @Override
  public NDArray gradient() {
    return values().getGradient();
  }

  @Override
  public NDArray norm() {
    try (NDArray gradient = gradient()) {
      return gradient.norm();
    }
  }

  @Override
  public void scale(NDArray factor) {
    try (NDArray gradient = gradient()) {
      gradient.muli(factor);
    }
  }

  @Override
  public void descend(Descent step, List<NDArray> state) {
    try (NDArray gradient = gradient()) {
      step.apply(values(), gradient, state);
    }
    forget();
  }

  @Override
  public void forget() {
    collect(collects());
  }
}
