// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.engine.AdamStep;
import dev.assay.backbones.gradients.Learned;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.contracts.recipe.Moments;
import dev.assay.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Adam exactly as {@code torch.optim.Adam} computes it (Kingma and Ba, arXiv:1412.6980):
 *
 * <pre>
 * g = gradient + decay * p
 * m = b1 m + (1 - b1) g             v = b2 v + (1 - b2) g^2
 * p = p - lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + epsilon)
 * </pre>
 *
 * and AdamW as {@code torch.optim.AdamW} does (Loshchilov and Hutter, arXiv:1711.05101), where the
 * gradient is left alone and the values shrink before the step: p = p - lr * decay * p.
 *
 * <p>One pass of the engine's fused kernel per parameter. DJL's own adds epsilon before the bias
 * correction, which in the first steps is 30 times as much.
 */
final class Adam implements AutoCloseable {

  private record State(ParameterPlan plan, NDArray mean, NDArray square) {
    Learned learned() {
      return plan.learned();
    }
  }

  private final NDManager manager;
  private final Moments moments;
  private final boolean decoupled;
  private final List<State> all = new ArrayList<>();
  private long steps;

  /**
   * @param plans of parameters with values, collecting gradients
   * @param decoupled whether decay shrinks the values (AdamW) or adds to the gradients (Adam)
   */
  Adam(NDManager parent, List<ParameterPlan> plans, Moments moments, boolean decoupled) {
    this.manager = parent.newSubManager();
    this.moments = moments;
    this.decoupled = decoupled;
    for (ParameterPlan plan : plans) {
      Shape shape = plan.learned().values().getShape();
      all.add(new State(plan, manager.zeros(shape), manager.zeros(shape)));
    }
  }

  /**
   * Moves the parameters against their gradients and releases these.
   *
   * @param learningRate of this step, before the factor of each parameter
   */
  void step(double learningRate) {
    steps++;
    try (NDArray count = manager.full(new Shape(), steps, DataType.FLOAT32)) {
      for (State state : all) {
        AdamStep step =
            new AdamStep(
                learningRate * state.plan().rate(),
                moments.beta1(),
                moments.beta2(),
                moments.epsilon(),
                state.plan().decay(),
                decoupled);
        state.learned().descend(step, state.mean(), state.square(), count);
      }
    }
  }

  /** Number of steps made. */
  long steps() {
    return steps;
  }

  /** Both moments of every parameter. */
  List<Tensor> state() {
    List<Tensor> tensors = new ArrayList<>();
    for (State state : all) {
      String name = state.learned().name();
      tensors.add(NamedBlock.tensor("adam.mean." + name, state.mean()));
      tensors.add(NamedBlock.tensor("adam.square." + name, state.square()));
    }
    return tensors;
  }

  /** Goes on where a {@link #state()} was taken. */
  void restore(Map<String, Tensor> saved, long stepsDone) {
    for (State state : all) {
      String name = state.learned().name();
      put(state.mean(), saved, "adam.mean." + name);
      put(state.square(), saved, "adam.square." + name);
    }
    steps = stepsDone;
  }

  private void put(NDArray target, Map<String, Tensor> state, String name) {
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

  @Override
  public void close() {
    manager.close();
  }
}
