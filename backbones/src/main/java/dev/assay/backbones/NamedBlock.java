package dev.assay.backbones;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.assay.backbones.Layers.BatchNorm;
import dev.assay.backbones.Layers.Conv;
import dev.assay.backbones.Layers.Dense;
import dev.assay.contracts.Hash;
import dev.assay.weights.DType;
import dev.assay.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A DJL block whose parameters are flat and carry the names of the official state dict, in its
 * order. It lives on one device: that of the manager it was initialised or loaded with.
 */
public abstract class NamedBlock extends AbstractBlock {

  /** An entry of the state dict: an array, or the counter of a batch normalisation. */
  private record Slot(
      String name,
      @Nullable Parameter parameter,
      @Nullable Init init,
      @Nullable BatchNorm counted) {}

  private final Map<String, Slot> slots = new LinkedHashMap<>();

  /**
   * @param x is left open
   * @return belongs to the manager of {@code x}
   */
  public abstract NDArray apply(Pass pass, NDArray x);

  // ---- declaring layers ---------------------------------------------------------------------

  final Conv conv(String name, long in, long out, int kernel, int stride, int padding) {
    return conv(name, in, out, kernel, stride, padding, 1);
  }

  /**
   * @param groups which share the channels evenly; {@code in} for a depthwise convolution
   */
  final Conv conv(String name, long in, long out, int kernel, int stride, int padding, int groups) {
    Parameter weight =
        declare(
            name + ".weight",
            Parameter.Type.WEIGHT,
            Init.kaimingFanOut(out, kernel),
            out,
            in / groups,
            kernel,
            kernel);
    return new Conv(weight, stride, padding, groups);
  }

  final BatchNorm norm(String name, long channels) {
    BatchNorm norm =
        new BatchNorm(
            name,
            declare(name + ".weight", Parameter.Type.GAMMA, Init.ONES, channels),
            declare(name + ".bias", Parameter.Type.BETA, Init.ZEROS, channels),
            declare(name + ".running_mean", Parameter.Type.RUNNING_MEAN, Init.ZEROS, channels),
            declare(name + ".running_var", Parameter.Type.RUNNING_VAR, Init.ONES, channels));
    String counter = name + ".num_batches_tracked";
    slots.put(counter, new Slot(counter, null, null, norm));
    return norm;
  }

  final Dense dense(String name, long in, long out) {
    return new Dense(
        declare(name + ".weight", Parameter.Type.WEIGHT, Init.linear(in), out, in),
        declare(name + ".bias", Parameter.Type.BIAS, Init.linear(in), out));
  }

  private Parameter declare(String name, Parameter.Type type, Init init, long... shape) {
    boolean learned = type != Parameter.Type.RUNNING_MEAN && type != Parameter.Type.RUNNING_VAR;
    Parameter parameter =
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(new Shape(shape))
            .optRequiresGrad(learned)
            .build();
    adopt(new Slot(name, parameter, init, null));
    return parameter;
  }

  /** Takes over the parameters of a part. */
  final <B extends NamedBlock> B part(B block) {
    ((NamedBlock) block).slots.values().forEach(this::adopt);
    return block;
  }

  private void adopt(Slot slot) {
    if (slots.put(slot.name(), slot) != null) {
      throw new IllegalArgumentException("two entries named " + slot.name());
    }
    if (slot.parameter() != null) {
      addParameter(slot.parameter());
    }
  }

  // ---- state --------------------------------------------------------------------------------

  /** Names and shapes of the whole state dict, in its order; counters have an empty shape. */
  public final Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    for (Slot slot : slots.values()) {
      shapes.put(slot.name(), slot.parameter() == null ? List.of() : shape(slot.parameter()));
    }
    return shapes;
  }

  /** What gradient descent may change, in the order of the state dict. */
  public final List<Parameter> learned() {
    return slots.values().stream()
        .map(Slot::parameter)
        .filter(p -> p != null && isLearned(p))
        .toList();
  }

  /** Number of learned numbers. */
  public final long size() {
    return learned().stream().mapToLong(p -> p.getShape().size()).sum();
  }

  /**
   * Draws every parameter anew.
   *
   * @param random the sequence of a parameter, by its name
   */
  public final void initialise(NDManager manager, Function<String, CounterRandom> random) {
    for (Slot slot : slots.values()) {
      if (slot.parameter() != null && slot.init() != null) {
        ByteBuffer values = direct(slot.parameter());
        slot.init().fill(values, random.apply(slot.name()));
        set(manager, slot.parameter(), values);
      } else if (slot.counted() != null) {
        slot.counted().setBatches(0);
      }
    }
  }

  /**
   * Takes the tensors of these names and no others; the rest of the map belongs to other parts and
   * is checked by whoever read the file. A counter that is not there begins at 0.
   *
   * @throws IllegalArgumentException if one is missing or of another shape
   */
  public final void load(NDManager manager, Map<String, Tensor> tensors) {
    for (Slot slot : slots.values()) {
      Tensor tensor = tensors.get(slot.name());
      if (slot.counted() != null) {
        slot.counted().setBatches(tensor == null ? 0 : tensor.scalar());
      } else if (slot.parameter() != null) {
        if (tensor == null || !tensor.shape().equals(shape(slot.parameter()))) {
          throw new IllegalArgumentException(
              "key '%s' must have the shape %s and %s"
                  .formatted(
                      slot.name(),
                      shape(slot.parameter()),
                      tensor == null ? "is missing" : "has " + tensor.shape()));
        }
        ByteBuffer values = direct(slot.parameter());
        tensor.copyTo(values);
        set(manager, slot.parameter(), values);
      }
    }
  }

  /** A copy of the whole state, in the order of the official state dict. */
  public final List<Tensor> state() {
    List<Tensor> tensors = new ArrayList<>();
    for (Slot slot : slots.values()) {
      if (slot.parameter() != null) {
        tensors.add(tensor(slot.name(), slot.parameter().getArray()));
      } else if (slot.counted() != null) {
        tensors.add(Tensor.of(slot.name(), slot.counted().batches()));
      }
    }
    return tensors;
  }

  /** SHA-256 over the names and bytes of the whole state: equal exactly if nothing changed. */
  public final String stateHash() {
    MessageDigest digest = Hash.digest();
    for (Tensor tensor : state()) {
      digest.update(tensor.name().getBytes(StandardCharsets.UTF_8));
      digest.update(tensor.data());
    }
    return Hash.hex(digest);
  }

  /** Sum over the batch normalisations of the training batches each has seen. */
  public final long batchesSeen() {
    return slots.values().stream()
        .mapToLong(s -> s.counted() == null ? 0 : s.counted().batches())
        .sum();
  }

  /** Number of batch normalisations. */
  public final long norms() {
    return slots.values().stream().filter(s -> s.counted() != null).count();
  }

  /** Whether gradients of the learned parameters are collected. */
  public final void collectGradients(boolean collect) {
    learned().forEach(p -> p.getArray().setRequiresGradient(collect));
  }

  private static boolean isLearned(Parameter parameter) {
    return parameter.getType() != Parameter.Type.RUNNING_MEAN
        && parameter.getType() != Parameter.Type.RUNNING_VAR;
  }

  /** A copy of an array on the heap. */
  public static Tensor tensor(String name, NDArray array) {
    List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
    return new Tensor(name, DType.F32, shape, array.toByteBuffer(false));
  }

  private static List<Long> shape(Parameter parameter) {
    return Arrays.stream(parameter.getShape().getShape()).boxed().toList();
  }

  private static ByteBuffer direct(Parameter parameter) {
    return ByteBuffer.allocateDirect(Math.toIntExact(parameter.getShape().size() * Float.BYTES))
        .order(ByteOrder.nativeOrder());
  }

  private static void set(NDManager manager, Parameter parameter, ByteBuffer values) {
    Shape shape = parameter.getShape();
    parameter.close();
    parameter.setShape(null);
    // The array borrows the buffer; the copy owns its memory.
    try (NDArray borrowed = manager.create(values.flip(), shape, DataType.FLOAT32)) {
      NDArray owned = borrowed.duplicate();
      owned.attach(manager);
      parameter.setArray(owned);
    }
  }

  // ---- DJL ----------------------------------------------------------------------------------

  @Override
  protected final NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> parameters) {
    return new NDList(apply(training ? Pass.TRAINING : Pass.EVALUATION, inputs.head()));
  }
}
