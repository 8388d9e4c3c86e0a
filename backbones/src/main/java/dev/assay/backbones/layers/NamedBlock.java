// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.gradients.FactoredGradient;
import dev.assay.backbones.gradients.Learned;
import dev.assay.backbones.layers.Layers.BatchNorm;
import dev.assay.backbones.layers.Layers.Conv;
import dev.assay.backbones.layers.Layers.Dense;
import dev.assay.backbones.layers.Layers.LayerNorm;
import dev.assay.backbones.layers.Layers.SqueezeExcitation;
import dev.assay.contracts.Hash;
import dev.assay.weights.DType;
import dev.assay.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A DJL block whose parameters are flat and carry the names of the official state dict, in its
 * order. It lives on one device: that of the manager it was initialised or loaded with.
 */
public abstract class NamedBlock extends AbstractBlock {

  /** What a buffer is to the engine: it has no gradient, and no count of parameters has it. */
  private static final Parameter.Type BUFFER = Parameter.Type.RUNNING_MEAN;

  /** An entry of the state dict: an array, the counter of a batch normalisation, or a constant. */
  private record Slot(
      String name,
      @Nullable Parameter parameter,
      @Nullable Init init,
      @Nullable BatchNorm counted,
      @Nullable FactoredGradient factored,
      @Nullable Tensor constant) {

    static Slot of(String name, Parameter parameter, Init init) {
      return new Slot(name, parameter, init, null, null, null);
    }

    /** With its gradient, if gradient descent may change it. */
    @Nullable Learned learned() {
      if (factored != null) {
        return factored;
      }
      return parameter != null && isLearned(parameter.getType()) ? Learned.of(parameter) : null;
    }
  }

  private final Map<String, Slot> slots = new LinkedHashMap<>();

  /** Where low-rank matrices may be, by the key of the weights that they are added to. */
  private final Map<String, LowRank> lowRanks = new LinkedHashMap<>();

  /** Keys of what gradient descent must leave as it is. */
  private final Set<String> fixed = new HashSet<>();

  /**
   * @param x is left open
   * @return belongs to the manager of {@code x}
   */
  public abstract NDArray apply(Pass pass, NDArray x);

  // ---- declaring layers ---------------------------------------------------------------------

  protected final Conv conv(String name, long in, long out, int kernel, int stride, int padding) {
    return conv(name, in, out, kernel, stride, padding, 1);
  }

  /**
   * @param groups which share the channels evenly; {@code in} for a depthwise convolution
   */
  protected final Conv conv(
      String name, long in, long out, int kernel, int stride, int padding, int groups) {
    Init init = Init.kaimingFanOut(out, kernel);
    return new Conv(kernels(name, init, in / groups, out, kernel), null, stride, padding, groups);
  }

  protected final Conv conv(
      String name, Init init, long in, long out, int kernel, int stride, int padding) {
    return new Conv(kernels(name, init, in, out, kernel), null, stride, padding, 1);
  }

  protected final Conv convWithBias(
      String name,
      Init init,
      Init biasInit,
      long in,
      long out,
      int kernel,
      int stride,
      int padding) {
    Parameter weight = kernels(name, init, in, out, kernel);
    Parameter bias = declare(name + ".bias", Parameter.Type.BIAS, biasInit, out);
    return new Conv(weight, bias, stride, padding, 1);
  }

  /** A convolution of each channel for itself, with bias, that keeps the size. */
  protected final Conv depthwiseWithBias(String name, Init init, long channels, int kernel) {
    Parameter weight = kernels(name, init, 1, channels, kernel);
    Parameter bias = declare(name + ".bias", Parameter.Type.BIAS, Init.ZEROS, channels);
    return new Conv(weight, bias, 1, kernel / 2, (int) channels);
  }

  private Parameter kernels(String name, Init init, long in, long out, int kernel) {
    return declare(name + ".weight", Parameter.Type.WEIGHT, init, out, in, kernel, kernel);
  }

  protected final BatchNorm norm(String name, long channels) {
    return norm(name, channels, BatchNorm.EPSILON, BatchNorm.MOMENTUM);
  }

  /**
   * @param momentum share of a new batch in the running statistics, as PyTorch states it
   */
  protected final BatchNorm norm(String name, long channels, float epsilon, float momentum) {
    BatchNorm norm =
        new BatchNorm(
            name,
            declare(name + ".weight", Parameter.Type.GAMMA, Init.ONES, channels),
            declare(name + ".bias", Parameter.Type.BETA, Init.ZEROS, channels),
            declare(name + ".running_mean", Parameter.Type.RUNNING_MEAN, Init.ZEROS, channels),
            declare(name + ".running_var", Parameter.Type.RUNNING_VAR, Init.ONES, channels),
            epsilon,
            momentum);
    String counter = name + ".num_batches_tracked";
    slots.put(counter, new Slot(counter, null, null, norm, null, null));
    return norm;
  }

  protected final LayerNorm layerNorm(String name, long width) {
    return layerNorm(name, width, LayerNorm.EPSILON);
  }

  protected final LayerNorm layerNorm(String name, long width, float epsilon) {
    return new LayerNorm(
        declare(name + ".weight", Parameter.Type.GAMMA, Init.ONES, width),
        declare(name + ".bias", Parameter.Type.BETA, Init.ZEROS, width),
        epsilon);
  }

  protected final Dense dense(String name, long in, long out) {
    return dense(name, Init.linear(in), Init.linear(in), in, out);
  }

  protected final Dense dense(String name, Init init, Init biasInit, long in, long out) {
    return dense(name + ".weight", name + ".bias", init, biasInit, in, out);
  }

  /** A linear layer whose two tensors do not have the usual endings. */
  protected final Dense dense(
      String weight, String bias, Init init, Init biasInit, long in, long out) {
    Parameter weights = declare(weight, Parameter.Type.WEIGHT, init, out, in);
    LowRank lowRank = new LowRank(weights);
    lowRanks.put(weight, lowRank);
    return new Dense(weights, declare(bias, Parameter.Type.BIAS, biasInit, out), null, lowRank);
  }

  /** A linear layer of tokens without bias. */
  protected final Dense denseWithoutBias(String name, Init init, long in, long out) {
    return new Dense(declare(name + ".weight", Parameter.Type.WEIGHT, init, out, in), null, null);
  }

  /** Numbers that are loaded and saved, but never trained. */
  protected final Parameter buffer(String name, float[] initial) {
    return declare(name, BUFFER, new Init.Values(initial), initial.length);
  }

  /** What every file of this network holds alike; it is saved, and need not be loaded. */
  protected final void constant(Tensor tensor) {
    adopt(new Slot(tensor.name(), null, null, null, null, tensor));
  }

  protected final Parameter parameter(String name, Init init, long... shape) {
    return declare(name, Parameter.Type.WEIGHT, init, shape);
  }

  /** One that counts among the parameters, but that no output depends on. */
  protected final void unused(String name, Init init, long... shape) {
    declare(name, Parameter.Type.OTHER, init, shape);
  }

  /** One of so many weights that their gradient is better kept in its factors. */
  protected final Dense wideDense(String name, Init init, Init biasInit, long in, long out) {
    Parameter weight = undeclared(name + ".weight", Parameter.Type.WEIGHT, out, in);
    FactoredGradient factored = new FactoredGradient(weight);
    adopt(new Slot(weight.getName(), weight, init, null, factored, null));
    Parameter bias = declare(name + ".bias", Parameter.Type.BIAS, biasInit, out);
    return new Dense(weight, bias, factored);
  }

  /**
   * A linear layer of tokens; in factors from 1024 x 4096 on, where the engine's gradient of a
   * convolution's weights has fallen to half its speed.
   */
  protected final Dense tokenDense(String name, Init init, Init biasInit, long in, long out) {
    return in * out < 1024 * 4096
        ? dense(name, init, biasInit, in, out)
        : wideDense(name, init, biasInit, in, out);
  }

  private Parameter declare(String name, Parameter.Type type, Init init, long... shape) {
    Parameter parameter = undeclared(name, type, shape);
    adopt(Slot.of(name, parameter, init));
    return parameter;
  }

  private static Parameter undeclared(String name, Parameter.Type type, long... shape) {
    return Parameter.builder()
        .setName(name)
        .setType(type)
        .optShape(new Shape(shape))
        .optRequiresGrad(isLearned(type))
        .build();
  }

  /**
   * Weighs the channels by what a network of two layers makes of their means.
   *
   * @param squeezed channels between the two layers
   */
  protected final SqueezeExcitation squeezeExcitation(
      String name,
      long channels,
      long squeezed,
      UnaryOperator<NDArray> between,
      UnaryOperator<NDArray> gate) {
    Init reduce = Init.kaimingFanOut(squeezed, 1);
    Init expand = Init.kaimingFanOut(channels, 1);
    return new SqueezeExcitation(
        name,
        convWithBias(name + ".fc1", reduce, Init.ZEROS, channels, squeezed, 1, 1, 0),
        between,
        convWithBias(name + ".fc2", expand, Init.ZEROS, squeezed, channels, 1, 1, 0),
        gate);
  }

  /** Takes over the parameters of a part. */
  protected final <B extends NamedBlock> B part(B block) {
    NamedBlock other = block;
    other.slots.values().forEach(this::adopt);
    lowRanks.putAll(other.lowRanks);
    fixed.addAll(other.fixed);
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
      List<Long> other = slot.constant() == null ? List.of() : slot.constant().shape();
      shapes.put(
          slot.name(), slot.parameter() == null ? other : ParameterValues.shape(slot.parameter()));
    }
    return shapes;
  }

  /** What gradient descent may change, in the order of the state dict. */
  public final List<Learned> learned() {
    return Stream.concat(
            slots.values().stream().filter(s -> !fixed.contains(s.name())).map(Slot::learned),
            lowRanks.values().stream().flatMap(LowRank::learned))
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * Leaves all but some tensors as they are in every training from now on; batch normalisations
   * among them use their running statistics. Before this block is a part of another.
   *
   * @param trained keys of the state dict that may change
   */
  public final void fixAllBut(Predicate<String> trained) {
    for (Slot slot : slots.values()) {
      if (!trained.test(slot.name())) {
        fixed.add(slot.name());
        if (slot.counted() != null) {
          slot.counted().fix();
        }
      }
    }
  }

  /**
   * Adds low-rank matrices to linear layers of tokens, see {@link LowRank}.
   *
   * @param keys of the layers' weights
   * @param random the sequence that the first matrix of a layer begins with, by its key
   */
  public final void addLowRank(
      NDManager manager,
      List<String> keys,
      int rank,
      double scale,
      Function<String, CounterRandom> random) {
    for (String key : keys) {
      LowRank lowRank = lowRanks.get(key);
      if (lowRank == null) {
        throw new IllegalArgumentException("'" + key + "' is no linear layer of tokens");
      }
      lowRank.add(manager, rank, scale, random.apply(key));
    }
  }

  /** SHA-256 over what gradient descent must leave as it is. */
  public final String fixedHash() {
    return fixed.isEmpty()
        ? ""
        : hash(ownState().stream().filter(tensor -> fixed.contains(tensor.name())).toList());
  }

  /** Number of parameters: everything but counters and running statistics. */
  public final long size() {
    return slots.values().stream()
        .map(Slot::parameter)
        .filter(p -> p != null && !isStatistic(p.getType()))
        .mapToLong(p -> p.getShape().size())
        .sum();
  }

  /**
   * Draws every parameter anew.
   *
   * @param random the sequence of a parameter, by its name
   */
  public final void initialise(NDManager manager, Function<String, CounterRandom> random) {
    for (Slot slot : slots.values()) {
      if (slot.parameter() != null && slot.init() != null) {
        ByteBuffer values = ParameterValues.direct(slot.parameter().getShape().size());
        slot.init().fill(values, random.apply(slot.name()));
        ParameterValues.set(manager, slot.parameter(), values.flip());
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
        if (tensor == null || !tensor.shape().equals(ParameterValues.shape(slot.parameter()))) {
          throw new IllegalArgumentException(
              "key '%s' must have the shape %s and %s"
                  .formatted(
                      slot.name(),
                      ParameterValues.shape(slot.parameter()),
                      tensor == null ? "is missing" : "has " + tensor.shape()));
        }
        ParameterValues.set(manager, slot.parameter(), ParameterValues.float32(tensor));
      }
    }
    lowRanks.values().forEach(lowRank -> lowRank.load(manager, tensors));
  }

  /**
   * A copy of the state in the form in which models are stored: low-rank matrices are in the
   * weights that they are added to.
   */
  public final List<Tensor> merged() {
    List<Tensor> tensors = new ArrayList<>();
    for (Tensor tensor : ownState()) {
      LowRank lowRank = lowRanks.get(tensor.name());
      if (lowRank == null || !lowRank.isThere()) {
        tensors.add(tensor);
      } else {
        try (NDArray sum = lowRank.weights()) {
          tensors.add(tensor(tensor.name(), sum));
        }
      }
    }
    return tensors;
  }

  /**
   * A copy of the whole state, in the order of the official state dict, and after it the low-rank
   * matrices.
   */
  public final List<Tensor> state() {
    List<Tensor> tensors = new ArrayList<>(ownState());
    lowRanks.values().forEach(lowRank -> tensors.addAll(lowRank.state()));
    return tensors;
  }

  private List<Tensor> ownState() {
    List<Tensor> tensors = new ArrayList<>();
    for (Slot slot : slots.values()) {
      if (slot.parameter() != null) {
        tensors.add(tensor(slot.name(), slot.parameter().getArray()));
      } else if (slot.counted() != null) {
        tensors.add(Tensor.of(slot.name(), slot.counted().batches()));
      } else if (slot.constant() != null) {
        tensors.add(slot.constant());
      }
    }
    return tensors;
  }

  /** Number of tensors of the state. */
  public final int tensors() {
    return (int)
        slots.values().stream()
            .filter(s -> s.parameter() != null || s.counted() != null || s.constant() != null)
            .count();
  }

  /** SHA-256 over the names and bytes of the whole state: equal exactly if nothing changed. */
  public final String stateHash() {
    return hash(state());
  }

  private static String hash(List<Tensor> tensors) {
    MessageDigest digest = Hash.digest();
    for (Tensor tensor : tensors) {
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

  /** Number of batch normalisations that a training may change. */
  public final long norms() {
    return slots.values().stream()
        .filter(s -> s.counted() != null && !fixed.contains(s.name()))
        .count();
  }

  /** Whether gradients of the learned parameters are collected. */
  public final void collectGradients(boolean collect) {
    learned().forEach(learned -> learned.collect(collect));
  }

  private static boolean isLearned(Parameter.Type type) {
    return !isStatistic(type) && type != Parameter.Type.OTHER;
  }

  private static boolean isStatistic(Parameter.Type type) {
    return type == Parameter.Type.RUNNING_MEAN || type == Parameter.Type.RUNNING_VAR;
  }

  /** A copy of an array on the heap. */
  public static Tensor tensor(String name, NDArray array) {
    List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
    return new Tensor(name, DType.F32, shape, array.toByteBuffer(false));
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
