// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names and shapes of everything in a backbone's official state dict, in its order, for any number
 * of classes. The architectures in the module backbones are tested against it.
 *
 * @param backbone name in the catalogue
 * @param classifier key prefix of the last linear layer, e.g. {@code fc}; there may be no such
 *     slots, where the classifier is published in a file of its own
 * @param slots in the order of the official state dict
 * @param attentionMultiplyAdds of the products between activations, which have no slot, of one
 *     image of {@link #SIDE} pixels; 0 where there is no attention
 */
public record Inventory(
    String backbone, String classifier, List<Slot> slots, long attentionMultiplyAdds) {
  /** Side in pixels of the image for which positions and multiply-adds are declared. */
  public static final int SIDE = 224;

  private static final int SHOWN = 3;

  /**
   * One tensor.
   *
   * @param shape row-major
   * @param kind what its numbers are
   * @param positions of an image of {@link #SIDE} pixels, in the output, at which this weight is
   *     applied; 0 for biases, statistics and whatever else is only added
   * @param constant the only values that it may have, row-major; empty where any are accepted
   */
  public record Slot(
      String name, List<Long> shape, Kind kind, long positions, List<Long> constant) {

    /** What a tensor holds. */
    public enum Kind {
      /** Floating point numbers that training may change, or statistics of them. */
      VALUES,
      /** Floating point numbers that no training changes and no count of parameters includes. */
      BUFFER,
      /**
       * Numbers that follow from the architecture, such as an index of attention: no computation
       * needs them from a file, so they may be absent.
       */
      CONSTANT,
      /**
       * The int64 scalar {@code num_batches_tracked}: files from before PyTorch 0.4.1 lack it, no
       * computation needs it, so it may be absent.
       */
      COUNTER
    }

    /** Whether it counts training batches. */
    public boolean counter() {
      return kind == Kind.COUNTER;
    }

    /** Whether a file may lack it. */
    public boolean optional() {
      return kind == Kind.COUNTER || kind == Kind.CONSTANT;
    }

    private List<DType> accepted() {
      return switch (kind) {
        case VALUES, BUFFER -> List.of(DType.F32, DType.F16, DType.BF16);
        case COUNTER -> List.of(DType.I64);
        case CONSTANT -> List.of(DType.I64, DType.F32, DType.F16, DType.BF16);
      };
    }

    /** Products of an image of {@link #SIDE} pixels; 0 where nothing is multiplied by a matrix. */
    long multiplyAdds() {
      return shape.size() > 1 ? Tensor.elements(shape) * positions : 0;
    }

    /** Numbers that the layer of this weight writes for an image of {@link #SIDE} pixels. */
    long written() {
      return positions == 0 ? 0 : shape.getFirst() * positions;
    }
  }

  public Inventory {
    slots = List.copyOf(slots);
  }

  /** The same backbone before a classifier of another number of classes. */
  public Inventory withClasses(long classes) {
    return new Inventory(
        backbone,
        classifier,
        slots.stream()
            .map(
                slot -> {
                  if (!isClassifier(slot.name())) {
                    return slot;
                  }
                  List<Long> shape = new ArrayList<>(slot.shape());
                  shape.set(0, classes);
                  return new Slot(slot.name(), shape, slot.kind(), slot.positions(), List.of());
                })
            .toList(),
        attentionMultiplyAdds);
  }

  /** The backbone alone, as it is published without a classifier, too. */
  Inventory withoutItsClassifier() {
    return new Inventory(
        backbone,
        classifier,
        slots.stream().filter(slot -> !isClassifier(slot.name())).toList(),
        attentionMultiplyAdds);
  }

  public boolean isClassifier(String name) {
    return name.startsWith(classifier + ".") && !classifier.isEmpty();
  }

  /**
   * DINOv2's classifier in a file of its own.
   *
   * @param features that it sees
   */
  static Inventory head(String backbone, long features) {
    return new Inventory.Builder()
        .parameter("weight", Builder.IMAGENET_CLASSES, features)
        .parameter("bias", Builder.IMAGENET_CLASSES)
        .withoutClassifier("the classifier of " + backbone, "");
  }

  /** Whether the backbone's file holds a classifier, too. */
  public boolean hasClassifier() {
    return slots.stream().anyMatch(slot -> isClassifier(slot.name()));
  }

  /** Numbers that training may change: everything but buffers and running statistics. */
  public long parameters() {
    return slots.stream()
        .filter(s -> s.kind() == Slot.Kind.VALUES && !s.name().contains(".running_"))
        .mapToLong(s -> Tensor.elements(s.shape()))
        .sum();
  }

  /** Of one image of {@link #SIDE} pixels: linear and convolutional layers, and attention. */
  public long multiplyAdds() {
    return attentionMultiplyAdds + slots.stream().mapToLong(Slot::multiplyAdds).sum();
  }

  /** Numbers that linear, convolutional and normalisation layers write for such an image. */
  public long written() {
    return slots.stream().mapToLong(Slot::written).sum();
  }

  /**
   * Checks that a file holds exactly these tensors, before a classifier of any number of classes.
   *
   * @param file for messages
   * @return the number of classes; 0 if there is no classifier in such a file
   * @throws WeightsException naming the file, the key, what it has and what was expected
   */
  public int check(Path file, Map<String, Tensor> tensors) {
    Tensor bias = tensors.get(classifier + ".bias");
    long classes =
        hasClassifier() && bias != null && bias.shape().size() == 1 ? bias.shape().get(0) : 0;
    Map<String, Slot> expected = new LinkedHashMap<>();
    withClasses(Math.max(1, classes)).slots().forEach(slot -> expected.put(slot.name(), slot));
    List<String> missing =
        expected.values().stream()
            .filter(slot -> !slot.optional() && !tensors.containsKey(slot.name()))
            .map(Slot::name)
            .toList();
    List<String> unexpected =
        tensors.keySet().stream().filter(name -> !expected.containsKey(name)).toList();
    if (!missing.isEmpty() || !unexpected.isEmpty()) {
      throw WeightsException.user(
          "%s: not the weights of %s: %s, %s"
              .formatted(file, backbone, keys("missing", missing), keys("unexpected", unexpected)));
    }
    for (Tensor tensor : tensors.values()) {
      Slot slot = expected.get(tensor.name());
      if (!tensor.shape().equals(slot.shape())) {
        throw WeightsException.user(
            "%s: key '%s' has the shape %s; %s expects %s"
                .formatted(file, tensor.name(), tensor.shape(), backbone, slot.shape()));
      }
      if (!slot.accepted().contains(tensor.dtype())) {
        throw WeightsException.user(
            "%s: key '%s' is %s; expected one of %s"
                .formatted(file, tensor.name(), tensor.dtype(), slot.accepted()));
      }
      if (!slot.constant().isEmpty() && !slot.constant().equals(tensor.wholeNumbers())) {
        throw WeightsException.user(
            "%s: key '%s' does not hold the constant of %s; it must not differ from the official one"
                .formatted(file, tensor.name(), backbone));
      }
    }
    return (int) classes;
  }

  static String keys(String what, List<String> names) {
    if (names.isEmpty()) {
      return "no key " + what;
    }
    String more = names.size() > SHOWN ? ", ..." : "";
    return "%d %s %s (%s%s)"
        .formatted(
            names.size(),
            names.size() == 1 ? "key" : "keys",
            what,
            String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))),
            more);
  }

  /** Writes an inventory down layer by layer, in the order of the official modules. */
  static final class Builder {
    static final long IMAGENET_CLASSES = 1000;
    private final List<Slot> slots = new ArrayList<>();
    private long pixels = (long) SIDE * SIDE;
    private long tokens = 1;
    private long attention;

    /** The outputs of the convolutions that follow have this side. */
    Builder side(long side) {
      pixels = side * side;
      return this;
    }

    /** The linear layers and layer norms that follow are applied to so many tokens. */
    Builder tokens(long count) {
      tokens = count;
      return this;
    }

    /** Attention over all tokens: queries with keys, and the result with the values. */
    Builder attention(long width) {
      attention += 2 * tokens * tokens * width;
      return this;
    }

    /** Attention within windows of so many tokens. */
    Builder windows(long count, long tokensOfOne, long width) {
      attention += 2 * count * tokensOfOne * tokensOfOne * width;
      return this;
    }

    /** A convolution without bias; {@code in} is the number of input channels of one group. */
    Builder conv(String name, long in, long out, long kernel) {
      return weight(name + ".weight", List.of(out, in, kernel, kernel), pixels);
    }

    /** Batch normalisation. */
    Builder norm(String name, long channels) {
      weight(name + ".weight", List.of(channels), pixels);
      for (String part : List.of("bias", "running_mean", "running_var")) {
        parameter(name + "." + part, channels);
      }
      slots.add(
          new Slot(name + ".num_batches_tracked", List.of(), Slot.Kind.COUNTER, 0, List.of()));
      return this;
    }

    Builder convWithBias(String name, long in, long out, long kernel) {
      return conv(name, in, out, kernel).parameter(name + ".bias", out);
    }

    /** A linear layer with bias. */
    Builder dense(String name, long in, long out) {
      return weight(name + ".weight", List.of(out, in), tokens).parameter(name + ".bias", out);
    }

    /** One without bias. */
    Builder denseWithoutBias(String name, long in, long out) {
      return weight(name + ".weight", List.of(out, in), tokens);
    }

    /** One whose tensors do not have the usual endings. */
    Builder dense(String weight, String bias, long in, long out) {
      return weight(weight, List.of(out, in), tokens).parameter(bias, out);
    }

    /** A matrix that is multiplied from the right, in x out, with so many tokens. */
    Builder matrix(String name, long in, long out, long positions) {
      return weight(name, List.of(in, out), positions);
    }

    /** One that is only added. */
    Builder parameter(String name, Long... shape) {
      return weight(name, List.of(shape), 0);
    }

    Builder layerNorm(String name, long width) {
      return weight(name + ".weight", List.of(width), tokens).parameter(name + ".bias", width);
    }

    private Builder weight(String name, List<Long> shape, long positions) {
      slots.add(new Slot(name, shape, Slot.Kind.VALUES, positions, List.of()));
      return this;
    }

    /** Numbers that are read from the file, but never trained. */
    Builder buffer(String name, long length) {
      slots.add(new Slot(name, List.of(length), Slot.Kind.BUFFER, 0, List.of()));
      return this;
    }

    /** Numbers that are the same in every file. */
    Builder constant(String name, List<Long> values) {
      List<Long> shape = List.of((long) values.size());
      slots.add(new Slot(name, shape, Slot.Kind.CONSTANT, 0, List.copyOf(values)));
      return this;
    }

    Inventory withoutClassifier(String backbone, String classifier) {
      return new Inventory(backbone, classifier, slots, attention);
    }

    /** The last linear layer, on the pooled feature. */
    Inventory classifier(String backbone, String name, long features) {
      weight(name + ".weight", List.of(IMAGENET_CLASSES, features), 1);
      parameter(name + ".bias", IMAGENET_CLASSES);
      return withoutClassifier(backbone, name);
    }
  }
}
