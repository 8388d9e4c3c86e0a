// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.backbones.engine.SgdStep;
import dev.assay.backbones.gradients.Learned;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.contracts.recipe.Momentum;
import dev.assay.weights.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gradient descent with momentum exactly as {@code torch.optim.SGD} computes it, without dampening
 * (Sutskever et al., ICML 2013, in PyTorch's form):
 *
 * <pre>
 * g = gradient + decay * p
 * v = momentum v + g
 * p = p - lr v                  with Nesterov: p = p - lr (g + momentum v)
 * </pre>
 *
 * <p>One pass of the engine's fused kernel per parameter.
 */
final class Sgd implements Optimizer {
  private static final String VELOCITY = "sgd.velocity.";

  /**
   * @param velocity empty without momentum, otherwise one array
   */
  private record State(ParameterPlan plan, List<NDArray> velocity) {
    Learned learned() {
      return plan.learned();
    }
  }

  private final NDManager manager;
  private final Momentum momentum;
  private final List<State> all = new ArrayList<>();
  private long steps;

  /**
   * @param plans of parameters with values, collecting gradients
   */
  Sgd(NDManager parent, List<ParameterPlan> plans, Momentum momentum) {
    this.manager = parent.newSubManager();
    this.momentum = momentum;
    for (ParameterPlan plan : plans) {
      // A velocity of zero makes the first step PyTorch's, whose first velocity is the gradient.
      all.add(
          new State(
              plan,
              momentum.momentum() == 0
                  ? List.of()
                  : List.of(manager.zeros(plan.learned().values().getShape()))));
    }
  }

  @Override
  public void step(double learningRate) {
    steps++;
    for (State state : all) {
      SgdStep step =
          new SgdStep(
              learningRate * state.plan().rate(),
              momentum.momentum(),
              momentum.nesterov(),
              state.plan().decay());
      state.learned().descend(step::apply, state.velocity());
    }
  }

  @Override
  public long steps() {
    return steps;
  }

  /** The velocity of every parameter. */
  @Override
  public List<Tensor> state() {
    List<Tensor> tensors = new ArrayList<>();
    for (State state : all) {
      for (NDArray velocity : state.velocity()) {
        tensors.add(NamedBlock.tensor(VELOCITY + state.learned().name(), velocity));
      }
    }
    return tensors;
  }

  @Override
  public void restore(Map<String, Tensor> saved, long stepsDone) {
    for (State state : all) {
      for (NDArray velocity : state.velocity()) {
        Optimizer.fill(manager, velocity, saved, VELOCITY + state.learned().name());
      }
    }
    steps = stepsDone;
  }

  @Override
  public void close() {
    manager.close();
  }
}
