// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.gradients.Learned;
import dev.assay.weights.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a linear layer, to which the product of two small matrices may be added: W + scale
 * B A (Hu et al., LoRA, 2021, arXiv:2106.09685). A pass adds them up first, so that the layer gives
 * to the last bit what it gives with the sum in place of W.
 */
final class LowRank {
  private static final String A = ".lora_A";
  private static final String B = ".lora_B";

  private final Parameter weight;
  private @Nullable Parameter a;
  private @Nullable Parameter b;
  private double scale;

  LowRank(Parameter weight) {
    this.weight = weight;
  }

  String name() {
    return weight.getName();
  }

  boolean isThere() {
    return a != null;
  }

  /**
   * Adds the matrices: A as the layers of its authors' code begin, B zero.
   *
   * @param random of A
   */
  void add(NDManager manager, int rank, double factor, CounterRandom random) {
    long out = weight.getShape().get(0);
    long in = weight.getShape().get(1);
    a = matrix(manager, weight.getName() + A, Init.linear(in), random, rank, in);
    b = matrix(manager, weight.getName() + B, Init.ZEROS, random, out, rank);
    scale = factor;
  }

  private static Parameter matrix(
      NDManager manager, String name, Init init, CounterRandom random, long rows, long columns) {
    Parameter matrix =
        Parameter.builder()
            .setName(name)
            .setType(Parameter.Type.WEIGHT)
            .optShape(new Shape(rows, columns))
            .build();
    ByteBuffer values = ParameterValues.direct(rows * columns);
    init.fill(values, random);
    ParameterValues.set(manager, matrix, values.flip());
    return matrix;
  }

  /** The weights of a pass, which the caller closes. Differentiable. */
  NDArray weights() {
    NDArray own = weight.getArray();
    if (a == null || b == null) {
      return own.reshape(own.getShape());
    }
    try (NDArray product = b.getArray().matMul(a.getArray());
        NDArray factor = Torch.owned(product.getManager(), scale);
        NDArray scaled = product.mul(factor)) {
      return own.add(scaled);
    }
  }

  private Stream<Parameter> matrices() {
    return Stream.of(a, b).filter(Objects::nonNull);
  }

  Stream<Learned> learned() {
    return matrices().map(Learned::of);
  }

  /** The two matrices; empty where nothing was added. */
  List<Tensor> state() {
    return matrices().map(m -> NamedBlock.tensor(m.getName(), m.getArray())).toList();
  }

  void load(NDManager manager, Map<String, Tensor> tensors) {
    matrices()
        .forEach(
            matrix -> {
              Tensor tensor = tensors.get(matrix.getName());
              if (tensor == null || !tensor.shape().equals(ParameterValues.shape(matrix))) {
                throw new IllegalArgumentException(
                    "key '%s' must have the shape %s"
                        .formatted(matrix.getName(), ParameterValues.shape(matrix)));
              }
              ParameterValues.set(manager, matrix, ParameterValues.float32(tensor));
            });
  }
}
