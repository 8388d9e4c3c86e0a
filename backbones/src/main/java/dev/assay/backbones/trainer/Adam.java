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
final class Adam implements Optimizer {

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

  @Override
  public void step(double learningRate) {
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
        state
            .learned()
            .descend(
                (values, gradient, kept) ->
                    step.apply(values, gradient, kept.get(0), kept.get(1), count),
                List.of(state.mean(), state.square()));
      }
    }
  }

  @Override
  public long steps() {
    return steps;
  }

  /** Both moments of every parameter. */
  @Override
  public List<Tensor> state() {
    List<Tensor> tensors = new ArrayList<>();
    for (State state : all) {
      String name = state.learned().name();
      tensors.add(NamedBlock.tensor("adam.mean." + name, state.mean()));
      tensors.add(NamedBlock.tensor("adam.square." + name, state.square()));
    }
    return tensors;
  }

  @Override
  public void restore(Map<String, Tensor> saved, long stepsDone) {
    for (State state : all) {
      String name = state.learned().name();
      Optimizer.fill(manager, state.mean(), saved, "adam.mean." + name);
      Optimizer.fill(manager, state.square(), saved, "adam.square." + name);
    }
    steps = stepsDone;
  }

  @Override
  public void close() {
    manager.close();
  }
}
