package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.backbones.NamedBlock;
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
 * g = gradient + weightDecay * p
 * m = 0.9 m + 0.1 g             v = 0.999 v + 0.001 g^2
 * p = p - lr / (1 - 0.9^t) * m / (sqrt(v) / sqrt(1 - 0.999^t) + 1e-8)
 * </pre>
 *
 * DJL's own adds epsilon before the bias correction, which in the first steps is 30 times as much.
 */
final class Adam implements AutoCloseable {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private record Moments(Parameter parameter, NDArray mean, NDArray square) {}

  private final NDManager manager;
  private final double learningRate;
  private final double weightDecay;
  private final List<Moments> all = new ArrayList<>();
  private long steps;

  /**
   * @param parameters with values, collecting gradients
   * @param weightDecay L2 penalty, added to the gradient
   */
  Adam(NDManager parent, List<Parameter> parameters, double learningRate, double weightDecay) {
    this.manager = parent.newSubManager();
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
    for (Parameter parameter : parameters) {
      NDArray mean = manager.zeros(parameter.getShape());
      all.add(new Moments(parameter, mean, manager.zeros(parameter.getShape())));
    }
  }

  /** Moves the parameters against their gradients and sets these to zero. */
  void step() {
    steps++;
    // Scalars as float64: the engine then computes with them as with Python's numbers.
    try (NDManager scalars = manager.newSubManager()) {
      NDArray beta1 = scalars.create(BETA1);
      NDArray beta2 = scalars.create(BETA2);
      NDArray rest1 = scalars.create(1 - BETA1);
      NDArray rest2 = scalars.create(1 - BETA2);
      NDArray correction = scalars.create(Math.sqrt(1 - Math.pow(BETA2, steps)));
      NDArray epsilon = scalars.create(EPSILON);
      NDArray stepSize = scalars.create(learningRate / (1 - Math.pow(BETA1, steps)));
      NDArray decay = scalars.create(weightDecay);
      for (Moments moments : all) {
        NDArray values = moments.parameter().getArray();
        try (NDArray gradient = values.getGradient()) {
          if (weightDecay != 0) {
            try (NDArray penalty = values.mul(decay)) {
              gradient.addi(penalty);
            }
          }
          try (NDArray part = gradient.mul(rest1)) {
            moments.mean().muli(beta1).addi(part);
          }
          try (NDArray part = gradient.mul(gradient)) {
            moments.square().muli(beta2).addi(part.muli(rest2));
          }
          try (NDArray denominator = moments.square().sqrt();
              NDArray update = moments.mean().div(denominator.divi(correction).addi(epsilon))) {
            values.subi(update.muli(stepSize));
          }
        }
        JniUtils.zeroGrad((PtNDArray) values);
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
    for (Moments moments : all) {
      String name = moments.parameter().getName();
      tensors.add(NamedBlock.tensor("adam.mean." + name, moments.mean()));
      tensors.add(NamedBlock.tensor("adam.square." + name, moments.square()));
    }
    return tensors;
  }

  /** Goes on where a {@link #state()} was taken. */
  void restore(Map<String, Tensor> state, long stepsDone) {
    for (Moments moments : all) {
      String name = moments.parameter().getName();
      put(moments.mean(), state, "adam.mean." + name);
      put(moments.square(), state, "adam.square." + name);
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
