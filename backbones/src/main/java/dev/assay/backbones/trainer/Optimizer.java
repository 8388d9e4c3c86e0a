// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.backbones.gradients.Learned;
import dev.assay.contracts.recipe.Moments;
import dev.assay.contracts.recipe.Momentum;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** What moves the parameters of a network against their gradients. */
sealed interface Optimizer extends AutoCloseable permits Adam, Sgd {
  /**
   * The optimizer of a recipe.
   *
   * @param parameters with values, collecting gradients
   */
  static Optimizer of(Recipe recipe, NDManager manager, List<Learned> parameters) {
    List<ParameterPlan> plans = ParameterPlan.of(recipe, parameters);
    if (recipe.optimizer().equals(Recipe.SGD)) {
      return new Sgd(
          manager, plans, recipe.momentum() == null ? Momentum.STANDARD : recipe.momentum());
    }
    Moments moments = recipe.moments() == null ? Moments.STANDARD : recipe.moments();
    return new Adam(manager, plans, moments, recipe.optimizer().equals("adamw"));
  }

  /**
   * Moves the parameters against their gradients and releases these.
   *
   * @param learningRate of this step, before the factor of each parameter
   */
  void step(double learningRate);

  /** Number of steps made. */
  long steps();

  /** What it keeps of every parameter. */
  List<Tensor> state();

  /** Goes on where a {@link #state()} was taken. */
  void restore(Map<String, Tensor> saved, long stepsDone);

  @Override
  void close();

  /** Fills an array that holds zeros. */
  static void fill(NDManager manager, NDArray target, Map<String, Tensor> state, String name) {
    Tensor tensor = state.get(name);
    if (tensor == null || tensor.elements() != target.size()) {
      throw new IllegalArgumentException("no tensor '" + name + "' of " + target.getShape());
    }
    ByteBuffer values =
        ByteBuffer.allocateDirect(Math.toIntExact(tensor.elements() * Float.BYTES))
            .order(ByteOrder.nativeOrder());
    tensor.copyTo(values);
    try (NDArray saved = manager.create(values.flip(), target.getShape(), target.getDataType())) {
      // The target holds zeros, and 0 + x is x.
      target.subi(target).addi(saved);
    }
  }
}
