// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.gradients;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.backbones.engine.Operators;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of the weights of a linear layer, out x in, kept as the two factors whose product it
 * is: that of the layer's output, rows x out, transposed, times the layer's input, rows x in.
 *
 * <p>For 32 images and the first linear layer of a VGG these are 4 MB and their product is 411,
 * which would be written to fresh pages and read again in every step. A step multiplies a few rows
 * at a time, which are still in the cache when it uses them. Of layers that see more rows the
 * factors are the larger ones; there it is the choice of the product that counts.
 */
public final class FactoredGradient implements Learned {
  /** Numbers of a small product at a time: 8 MB. */
  private static final long SLICE = 1 << 21;

  /** Of one forward pass; the output's gradient arrives at an array of zeros added to it. */
  private record Factors(NDArray input, NDArray zeros) {
    long rows() {
      return input.getShape().get(0);
    }

    void close() {
      input.close();
      zeros.close();
    }
  }

  private final Parameter weight;
  private final List<Factors> passes = new ArrayList<>();
  private boolean collects;

  /** The product of earlier passes. */
  private @Nullable NDArray sum;

  public FactoredGradient(Parameter weight) {
    this.weight = weight;
  }

  @Override
  public Parameter parameter() {
    return weight;
  }

  @Override
  public void collect(boolean collect) {
    forget();
    collects = collect;
  }

  @Override
  public boolean collects() {
    return collects;
  }

  /** Whether the layer has to {@link #note} the pass that is under way. */
  public boolean areWanted() {
    return collects && JniUtils.isGradMode();
  }

  /**
   * Notes a forward pass.
   *
   * @param input of the layer, rows x in, constant, of memory that it owns; taken over
   * @return zeros, rows x out, which the layer has to add to its output and leaves open
   */
  public NDArray note(NDArray input) {
    if (!areSmall()) {
      multiply();
    }
    NDManager owner = values().getManager();
    input.attach(owner);
    NDArray zeros = owner.zeros(new Shape(input.getShape().get(0), out()));
    zeros.setRequiresGradient(true);
    passes.add(new Factors(input, zeros));
    return zeros;
  }

  private long in() {
    return values().getShape().get(1);
  }

  private long out() {
    return values().getShape().get(0);
  }

  /** Whether the factors have fewer numbers than the product. */
  private boolean areSmall() {
    long rows = passes.stream().mapToLong(Factors::rows).sum();
    return rows * (in() + out()) <= in() * out();
  }

  /** The layer's inputs, rows x in. */
  private NDArray inputs(NDManager step) {
    return joined(step, passes.stream().map(pass -> pass.input().stopGradient()).toList());
  }

  /** Gradients of the layer's outputs, rows x out. */
  private NDArray outputs(NDManager step) {
    return joined(step, passes.stream().map(pass -> pass.zeros().getGradient()).toList());
  }

  private NDArray joined(NDManager step, List<NDArray> parts) {
    if (parts.isEmpty()) {
      throw new IllegalStateException("no pass through " + name() + " was noted");
    }
    if (parts.size() == 1) {
      parts.getFirst().attach(step);
      return parts.getFirst();
    }
    try (NDList all = new NDList(parts)) {
      NDArray joined = NDArrays.concat(all);
      joined.attach(step);
      return joined;
    }
  }

  /**
   * Whether the product is to be had at once: of earlier passes it is, or the factors are large.
   */
  private boolean isWhole() {
    return sum != null || !areSmall();
  }

  /** Puts the factors' product in their place. */
  private NDArray multiply() {
    NDArray total = sum;
    if (total == null || !passes.isEmpty()) {
      total = gradient();
      forget();
      sum = total;
    }
    return total;
  }

  @Override
  public NDArray gradient() {
    NDManager owner = values().getManager();
    if (passes.isEmpty() && sum != null) {
      return sum.duplicate();
    }
    try (NDManager step = owner.newSubManager()) {
      NDArray product = Operators.product(outputs(step).transpose(), inputs(step).transpose());
      product.attach(owner);
      return sum == null ? product : product.addi(sum);
    }
  }

  /** |A^T B|^2 is the sum over all elements of A A^T times those of B B^T. */
  @Override
  public NDArray norm() {
    if (isWhole()) {
      return multiply().norm();
    }
    NDManager owner = values().getManager();
    try (NDManager step = owner.newSubManager()) {
      NDArray outputs = outputs(step);
      NDArray inputs = inputs(step);
      NDArray products = outputs.matMul(outputs.transpose()).mul(inputs.matMul(inputs.transpose()));
      NDArray norm = products.sum().abs().sqrt(); // rounded, a sum of zero may be below it
      norm.attach(owner);
      return norm;
    }
  }

  @Override
  public void scale(NDArray factor) {
    if (sum != null) {
      sum.muli(factor);
    }
    for (Factors pass : passes) {
      try (NDArray gradient = pass.zeros().getGradient()) {
        gradient.muli(factor);
      }
    }
  }

  @Override
  public void descend(Descent descent, List<NDArray> state) {
    if (isWhole()) {
      descent.apply(values(), multiply(), state);
    } else {
      descendInSlices(descent, state);
    }
    forget();
  }

  private void descendInSlices(Descent descent, List<NDArray> state) {
    // A GPU is kept busy by large products and has no cache to speak of.
    long rows = values().getDevice().isGpu() ? out() : Math.max(1, SLICE / in());
    try (NDManager step = values().getManager().newSubManager()) {
      NDArray outputs = outputs(step).transpose();
      NDArray inputs = inputs(step).transpose();
      for (long from = 0; from < out(); from += rows) {
        String slice = from + ":" + Math.min(from + rows, out());
        try (NDArray part = outputs.get(slice);
            NDArray product = Operators.product(part, inputs);
            NDArray values = values().get(slice)) {
          List<NDArray> slices = state.stream().map(array -> array.get(slice)).toList();
          descent.apply(values, product, slices);
          slices.forEach(NDArray::close);
        }
      }
    }
  }

  @Override
  public void forget() {
    passes.forEach(Factors::close);
    passes.clear();
    if (sum != null) {
      sum.close();
      sum = null;
    }
  }
}
