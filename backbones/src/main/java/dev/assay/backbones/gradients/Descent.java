// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.gradients;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** One step of an optimizer on one parameter, element by element. */
@FunctionalInterface
public interface Descent {
  /**
   * Changes the values and the state in place; collects no gradient.
   *
   * @param state what the optimizer keeps of this parameter; each array has its shape
   */
  void apply(NDArray values, NDArray gradient, List<NDArray> state);
}
