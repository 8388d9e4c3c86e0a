// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.weights.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One parameter under Adam: {@link Adam} in arrays, operation by operation. */
final class FloatAdam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;

  final float[] values;
  final float[] gradient;
  private final float[] mean;
  private final float[] square;
  private final Tensor initial;
  private final double learningRate;
  private final float decay;
  private long steps;

  FloatAdam(Tensor initial, double learningRate, double weightDecay) {
    this.initial = initial;
    this.values = initial.floats();
    this.gradient = new float[values.length];
    this.mean = new float[values.length];
    this.square = new float[values.length];
    this.learningRate = learningRate;
    this.decay = (float) weightDecay;
  }

  long steps() {
    return steps;
  }

  /** Moves the values against the gradient and sets this to zero. */
  void step() {
    steps++;
    float beta1 = (float) BETA1;
    float beta2 = (float) BETA2;
    float rest1 = (float) (1 - BETA1);
    float rest2 = (float) (1 - BETA2);
    float correction = (float) Math.sqrt(1 - StrictMath.pow(BETA2, steps));
    float stepSize = (float) (learningRate / (1 - StrictMath.pow(BETA1, steps)));
    for (int i = 0; i < values.length; i++) {
      float g = decay == 0 ? gradient[i] : gradient[i] + values[i] * decay;
      mean[i] = mean[i] * beta1 + g * rest1;
      square[i] = square[i] * beta2 + g * g * rest2;
      float denominator = (float) Math.sqrt(square[i]) / correction + 1e-8f;
      values[i] -= mean[i] / denominator * stepSize;
    }
    Arrays.fill(gradient, 0);
  }

  List<Tensor> state() {
    return List.of(
        Tensor.of("adam.mean." + initial.name(), initial.shape(), mean),
        Tensor.of("adam.square." + initial.name(), initial.shape(), square));
  }

  void restore(Map<String, Tensor> tensors, long stepsDone) {
    put(tensors, initial.name(), values);
    put(tensors, "adam.mean." + initial.name(), mean);
    put(tensors, "adam.square." + initial.name(), square);
    steps = stepsDone;
  }

  private static void put(Map<String, Tensor> tensors, String name, float[] target) {
    Tensor tensor = tensors.get(name);
    if (tensor == null || tensor.elements() != target.length) {
      throw new IllegalArgumentException("no tensor '" + name + "' of " + target.length);
    }
    System.arraycopy(tensor.floats(), 0, target, 0, target.length);
  }
}
