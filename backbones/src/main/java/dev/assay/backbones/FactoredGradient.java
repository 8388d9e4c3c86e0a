package dev.assay.backbones;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of the weights of a linear layer, out x in, kept as the two factors whose product it
 * is: that of the layer's output, N x out, transposed, times the layer's input, N x in. For 32
 * images and the first linear layer of a VGG these are 4 MB and their product is 411, which would
 * be written to fresh pages and read again in every step. A step multiplies a few rows at a time,
 * which are still in the cache when it uses them.
 */
final class FactoredGradient implements Learned {
  /** Numbers of the product at a time: 8 MB. */
  private static final long SLICE = 1 << 21;

  /** Of one forward pass; the output's gradient arrives at an array of zeros added to it. */
  private record Factors(NDArray input, NDArray zeros) {
    void close() {
      input.close();
      zeros.close();
    }
  }

  private final Parameter weight;
  private final List<Factors> passes = new ArrayList<>();
  private boolean collects;

  FactoredGradient(Parameter weight) {
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

  /**
   * Notes a forward pass, unless no backward pass will follow.
   *
   * @param x the layer's input, N x in
   * @param y the layer's output, N x out, which is changed in place
   */
  void note(NDArray x, NDArray y) {
    if (!collects || !JniUtils.isGradMode()) {
      return;
    }
    NDManager owner = values().getManager();
    NDArray zeros = owner.zeros(y.getShape());
    zeros.setRequiresGradient(true);
    y.addi(zeros);
    try (NDArray constant = x.stopGradient()) {
      NDArray input = constant.duplicate(); // x may borrow memory that the next pass overwrites
      input.attach(owner);
      passes.add(new Factors(input, zeros));
    }
  }

  @Override
  public NDArray gradient() {
    try (NDManager step = values().getManager().newSubManager()) {
      NDArray product = outputs(step).transpose().matMul(inputs(step));
      product.attach(values().getManager());
      return product;
    }
  }

  private static NDArray joined(NDManager step, List<NDArray> parts) {
    NDArray joined = NDArrays.concat(new NDList(parts));
    joined.attach(step);
    return joined;
  }

  private NDArray inputs(NDManager step) {
    return joined(step, passes.stream().map(Factors::input).toList());
  }

  private NDArray outputs(NDManager step) {
    NDList gradients = new NDList();
    passes.forEach(pass -> gradients.add(pass.zeros().getGradient()));
    try (gradients) {
      return joined(step, gradients);
    }
  }

  /** |A^T B|^2 is the sum over all elements of A A^T times those of B B^T. */
  @Override
  public NDArray norm() {
    try (NDManager step = values().getManager().newSubManager()) {
      NDArray outputs = outputs(step);
      NDArray inputs = inputs(step);
      NDArray products = outputs.matMul(outputs.transpose()).mul(inputs.matMul(inputs.transpose()));
      NDArray norm = products.sum().maximum(0f).sqrt(); // rounded, a sum of zero may be less
      norm.attach(values().getManager());
      return norm;
    }
  }

  @Override
  public void scale(NDArray factor) {
    for (Factors pass : passes) {
      try (NDArray gradient = pass.zeros().getGradient()) {
        gradient.muli(factor);
      }
    }
  }

  @Override
  public void descend(AdamStep adam, NDArray mean, NDArray square, NDArray steps) {
    long out = values().getShape().get(0);
    long in = values().getShape().get(1);
    // A GPU is kept busy by large products and has no cache to speak of.
    long rows = values().getDevice().isGpu() ? out : Math.max(1, SLICE / in);
    try (NDManager step = values().getManager().newSubManager()) {
      NDArray outputs = outputs(step).transpose();
      NDArray inputs = inputs(step).transpose();
      for (long from = 0; from < out; from += rows) {
        String slice = from + ":" + Math.min(from + rows, out);
        try (NDArray part = outputs.get(slice);
            NDArray product = Operators.product(part, inputs);
            NDArray values = values().get(slice);
            NDArray means = mean.get(slice);
            NDArray squares = square.get(slice)) {
          adam.apply(values, product, means, squares, steps);
        }
      }
    }
    forget();
  }

  @Override
  public void forget() {
    passes.forEach(Factors::close);
    passes.clear();
  }
}
