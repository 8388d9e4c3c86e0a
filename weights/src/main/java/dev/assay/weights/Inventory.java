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
 */
public record Inventory(String backbone, String classifier, List<Slot> slots) {
  private static final int SHOWN = 3;

  /**
   * One tensor.
   *
   * @param shape row-major
   * @param counter the int64 scalar {@code num_batches_tracked}: files from before PyTorch 0.4.1
   *     lack it, no computation needs it, so it may be absent
   */
  public record Slot(String name, List<Long> shape, boolean counter) {}

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
                  return new Slot(slot.name(), shape, false);
                })
            .toList());
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

  /** Numbers that training may change: everything but counters and running statistics. */
  public long parameters() {
    return slots.stream()
        .filter(s -> !s.counter() && !s.name().contains(".running_"))
        .mapToLong(s -> Tensor.elements(s.shape()))
        .sum();
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
            .filter(slot -> !slot.counter() && !tensors.containsKey(slot.name()))
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
      List<DType> accepted =
          slot.counter() ? List.of(DType.I64) : List.of(DType.F32, DType.F16, DType.BF16);
      if (!accepted.contains(tensor.dtype())) {
        throw WeightsException.user(
            "%s: key '%s' is %s; expected one of %s"
                .formatted(file, tensor.name(), tensor.dtype(), accepted));
      }
    }
    return (int) classes;
  }

  private static String keys(String what, List<String> names) {
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

    /** A convolution without bias; {@code in} is the number of input channels of one group. */
    Builder conv(String name, long in, long out, long kernel) {
      slots.add(new Slot(name + ".weight", List.of(out, in, kernel, kernel), false));
      return this;
    }

    /** Batch normalisation. */
    Builder norm(String name, long channels) {
      for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
        slots.add(new Slot(name + "." + part, List.of(channels), false));
      }
      slots.add(new Slot(name + ".num_batches_tracked", List.of(), true));
      return this;
    }

    Builder convWithBias(String name, long in, long out, long kernel) {
      return conv(name, in, out, kernel).parameter(name + ".bias", out);
    }

    /** A linear layer with bias. */
    Builder dense(String name, long in, long out) {
      return parameter(name + ".weight", out, in).parameter(name + ".bias", out);
    }

    Builder parameter(String name, Long... shape) {
      slots.add(new Slot(name, List.of(shape), false));
      return this;
    }

    Builder layerNorm(String name, long width) {
      return parameter(name + ".weight", width).parameter(name + ".bias", width);
    }

    Inventory withoutClassifier(String backbone, String classifier) {
      return new Inventory(backbone, classifier, slots);
    }

    Inventory classifier(String backbone, String name, long features) {
      slots.add(new Slot(name + ".weight", List.of(IMAGENET_CLASSES, features), false));
      slots.add(new Slot(name + ".bias", List.of(IMAGENET_CLASSES), false));
      return new Inventory(backbone, name, slots);
    }
  }
}
