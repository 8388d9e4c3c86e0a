// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.backbones.gradients.Learned;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradient descent with momentum exactly as {@code torch.optim.SGD} computes it, without dampening:
 *
 * <pre>
 * v = momentum v + gradient      p = p - lr v
 * </pre>
 */
final class Sgd implements AutoCloseable {
  private record Velocity(Learned learned, NDArray array) {}

  private final NDManager manager;
  private final double learningRate;
  private final double momentum;
  private final List<Velocity> all = new ArrayList<>();

  /**
   * @param parameters with values, collecting gradients
   */
  Sgd(NDManager parent, List<Learned> parameters, double learningRate, double momentum) {
    this.manager = parent.newSubManager();
    this.learningRate = learningRate;
    this.momentum = momentum;
    for (Learned parameter : parameters) {
      all.add(new Velocity(parameter, manager.zeros(parameter.values().getShape())));
    }
  }

  /** Moves the parameters against their gradients and releases these. */
  void step() {
    try (NDManager scalars = manager.newSubManager()) {
      // As float64: the engine then computes with them as with Python's numbers.
      NDArray kept = scalars.create(momentum);
      NDArray stepSize = scalars.create(learningRate);
      for (Velocity velocity : all) {
        try (NDArray gradient = velocity.learned().gradient()) {
          velocity.array().muli(kept).addi(gradient);
        }
        try (NDArray update = velocity.array().mul(stepSize)) {
          velocity.learned().values().subi(update);
        }
        velocity.learned().forget();
      }
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
