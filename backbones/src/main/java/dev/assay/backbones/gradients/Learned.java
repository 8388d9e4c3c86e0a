// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.gradients;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import dev.assay.backbones.engine.AdamStep;

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
   * Moves the values and both moments and releases the gradient.
   *
   * @param steps scalar float32: the number of this step, from 1
   */
  void descend(AdamStep step, NDArray mean, NDArray square, NDArray steps);

  /** Releases the gradient and its memory. */
  void forget();
}
