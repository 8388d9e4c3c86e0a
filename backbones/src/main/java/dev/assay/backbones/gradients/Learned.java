// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.gradients;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.List;

/**
 * A parameter that gradient descent may change, and its gradient: summed over the backward passes
 * since {@link #forget()} or {@link #collect}.
 */
public sealed interface Learned permits WholeGradient, FactoredGradient {
  /** One whose gradient is an array. */
  static Learned of(Parameter parameter) {
    return new WholeGradient(parameter);
  }

  Parameter parameter();

  default String name() {
    return parameter().getName();
  }

  default NDArray values() {
    return parameter().getArray();
  }

  /** Whether backward passes compute the gradient from now on; releases what they have computed. */
  void collect(boolean collect);

  boolean collects();

  /** The gradient, of the parameter's shape; the caller closes it and does not change it. */
  NDArray gradient();

  /** The gradient's Euclidean norm, a scalar; the caller closes it. */
  NDArray norm();

  /**
   * Multiplies the gradient.
   *
   * @param factor a scalar
   */
  void scale(NDArray factor);

  /**
   * Moves the values and the state of the optimizer and releases the gradient.
   *
   * @param state arrays of the parameter's shape
   */
  void descend(Descent step, List<NDArray> state);

  /** Releases the gradient and its memory. */
  void forget();
}
