// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names that one project gives the tensors of a backbone, as rules from official names to
 * those. The first rule that fits a name counts; a name that none fits is the same in both.
 */
public final class Dialect {
  /** How an official tensor is made from those of a file. */
  private enum Making {
    /** The same numbers, with or without dimensions of one. */
    SAME,
    /** The same numbers in whatever shape. */
    RESHAPED,
    TRANSPOSED,
    /** Several tensors one after the other along the first axis; a part that is missing is zero. */
    JOINED,
    /** A table that lacks its first row, which is zero. */
    AFTER_ZEROS,
    /** Zeros, unless the file has it. */
    OR_ZEROS,
    /** Given numbers; one is repeated. */
    GIVEN
  }

  private record Rule(Pattern official, List<String> foreign, Making making, float[] given) {}

  private record Source(List<String> keys, Making making, float[] given) {
    boolean needs(String key) {
      return !key.isEmpty() && making != Making.OR_ZEROS;
    }
  }

  private final String name;
  private final List<Rule> rules = new ArrayList<>();
  private final List<Pattern> ignored = new ArrayList<>();

  /**
   * @param name of the project, for messages
   */
  Dialect(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /**
   * @param official a regular expression for the whole of an official name
   * @param foreign with $1 for its first group
   */
  Dialect same(String official, String foreign) {
    return rule(official, List.of(foreign), Making.SAME);
  }

  /** The two tensors of a layer, or all of a batch normalisation. */
  Dialect layer(String official, String foreign) {
    Matcher groups = Pattern.compile("\\((?!\\?)").matcher(official);
    int count = (int) groups.results().count();
    return same(official + "\\.(.*)", foreign + ".$" + (count + 1));
  }

  Dialect reshaped(String official, String foreign) {
    return rule(official, List.of(foreign), Making.RESHAPED);
  }

  Dialect transposed(String official, String foreign) {
    return rule(official, List.of(foreign), Making.TRANSPOSED);
  }

  /**
   * @param parts in their order; an empty one is not in the file
   */
  Dialect joined(String official, String... parts) {
    return rule(official, List.of(parts), Making.JOINED);
  }

  Dialect afterZeros(String official, String foreign) {
    return rule(official, List.of(foreign), Making.AFTER_ZEROS);
  }

  Dialect orZeros(String official, String foreign) {
    return rule(official, List.of(foreign), Making.OR_ZEROS);
  }

  Dialect given(String official, float... numbers) {
    rules.add(new Rule(Pattern.compile(official), List.of(), Making.GIVEN, numbers));
    return this;
  }

  /** What such files hold beside the backbone: other towers, decoders, buffers. */
  Dialect ignoring(String foreign) {
    ignored.add(Pattern.compile(foreign));
    return this;
  }

  private Dialect rule(String official, List<String> foreign, Making making) {
    rules.add(new Rule(Pattern.compile(official), foreign, making, new float[0]));
    return this;
  }

  // ---- a file in this dialect ---------------------------------------------------------------

  /**
   * How well a file fits.
   *
   * @param missing keys that it should have
   * @param unexpected keys that it should not have
   * @param inventory of the backbone; without the classifier if the file has none of it
   */
  record Fit(
      Dialect dialect,
      List<String> missing,
      List<String> unexpected,
      int known,
      Inventory inventory,
      Map<String, Source> sources) {
    /** The keys that an official tensor is made from. */
    List<String> keys(String official) {
      return sources.get(official).keys();
    }

    boolean complete() {
      return missing.isEmpty() && unexpected.isEmpty();
    }
  }

  /**
   * @param mayLackClassifier whether such files are published without one, too
   */
  Fit fit(Inventory inventory, Set<String> keys, boolean mayLackClassifier) {
    Map<String, Source> sources = new LinkedHashMap<>();
    inventory.slots().forEach(slot -> sources.put(slot.name(), source(slot.name())));
    boolean headless =
        mayLackClassifier
            && inventory.hasClassifier()
            && sources.entrySet().stream()
                .filter(e -> inventory.isClassifier(e.getKey()))
                .allMatch(e -> e.getValue().keys().stream().noneMatch(keys::contains));
    Inventory there = headless ? inventory.withoutItsClassifier() : inventory;
    sources.keySet().retainAll(there.slots().stream().map(Inventory.Slot::name).toList());
    Set<String> expected = new HashSet<>();
    Set<String> missing = new LinkedHashSet<>();
    for (Inventory.Slot slot : there.slots()) {
      Source source = sources.get(slot.name());
      expected.addAll(source.keys());
      if (!slot.optional()) {
        source.keys().stream()
            .filter(key -> source.needs(key) && !keys.contains(key))
            .forEach(missing::add);
      }
    }
    List<String> unexpected =
        keys.stream()
            .filter(key -> !expected.contains(key))
            .filter(key -> ignored.stream().noneMatch(p -> p.matcher(key).matches()))
            .toList();
    int known = (int) keys.stream().filter(expected::contains).count();
    return new Fit(this, List.copyOf(missing), unexpected, known, there, sources);
  }

  private Source source(String official) {
    for (Rule rule : rules) {
      Matcher matcher = rule.official().matcher(official);
      if (matcher.matches()) {
        List<String> keys =
            rule.foreign().stream()
                .map(foreign -> foreign.isEmpty() ? "" : matcher.replaceFirst(foreign))
                .toList();
        return new Source(keys, rule.making(), rule.given());
      }
    }
    return new Source(List.of(official), Making.SAME, new float[0]);
  }

  /**
   * The tensors of a file that fits, under their official names. Each is made when it is asked for:
   * a whole network of joined tensors would be large.
   *
   * @param file for messages
   */
  static Map<String, Tensor> named(Fit fit, Path file, Map<String, Tensor> tensors) {
    Map<String, Inventory.Slot> slots =
        fit.inventory().slots().stream()
            .collect(
                Collectors.toMap(
                    Inventory.Slot::name, slot -> slot, (a, b) -> a, LinkedHashMap::new));
    slots
        .values()
        .removeIf(
            slot ->
                slot.optional()
                    && !tensors.keySet().containsAll(fit.sources().get(slot.name()).keys()));
    return new AbstractMap<>() {
      @Override
      public boolean containsKey(Object key) {
        return slots.containsKey(key);
      }

      @Override
      public @Nullable Tensor get(Object key) {
        Inventory.Slot slot = slots.get(key);
        return slot == null ? null : made(slot, fit.sources().get(slot.name()), file, tensors);
      }

      @Override
      public Set<String> keySet() {
        return slots.keySet();
      }

      @Override
      public Set<Entry<String, Tensor>> entrySet() {
        return new AbstractSet<>() {
          @Override
          public Iterator<Entry<String, Tensor>> iterator() {
            return slots.values().stream()
                .map(
                    slot ->
                        Map.entry(
                            slot.name(), made(slot, fit.sources().get(slot.name()), file, tensors)))
                .iterator();
          }

          @Override
          public int size() {
            return slots.size();
          }
        };
      }
    };
  }

  private static Tensor made(
      Inventory.Slot slot, Source source, Path file, Map<String, Tensor> tensors) {
    if (source.making() == Making.GIVEN) {
      return given(slot, source.given());
    }
    Tensor first = tensors.get(source.keys().getFirst());
    return switch (source.making()) {
      case OR_ZEROS -> first == null ? given(slot, 0) : shaped(slot, first, false);
      case JOINED -> joined(slot, source.keys(), file, tensors);
      case AFTER_ZEROS -> afterZeros(slot, first);
      case TRANSPOSED -> transposed(slot, first);
      case RESHAPED -> shaped(slot, first, true);
      default -> shaped(slot, first, false);
    };
  }

  private static Tensor given(Inventory.Slot slot, float... numbers) {
    float[] values = new float[(int) Tensor.elements(slot.shape())];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers[numbers.length == 1 ? 0 : i];
    }
    return Tensor.of(slot.name(), slot.shape(), values);
  }

  /** Whoever checks the shape refuses one that is kept because it does not fit. */
  private static Tensor shaped(Inventory.Slot slot, Tensor tensor, boolean anyShape) {
    boolean fits =
        anyShape
            ? tensor.elements() == Tensor.elements(slot.shape())
            : squeezed(tensor.shape()).equals(squeezed(slot.shape()));
    return new Tensor(
        slot.name(), tensor.dtype(), fits ? slot.shape() : tensor.shape(), tensor.data());
  }

  private static List<Long> squeezed(List<Long> shape) {
    return shape.stream().filter(n -> n != 1).toList();
  }

  private static Tensor joined(
      Inventory.Slot slot, List<String> keys, Path file, Map<String, Tensor> tensors) {
    List<Tensor> parts = keys.stream().filter(key -> !key.isEmpty()).map(tensors::get).toList();
    Tensor one = parts.getFirst();
    for (Tensor part : parts) {
      if (!part.shape().equals(one.shape()) || part.dtype() != one.dtype()) {
        throw WeightsException.user(
            "%s: key '%s' is %s %s and key '%s' is %s %s; they must be alike to become %s"
                .formatted(
                    file,
                    one.name(),
                    one.dtype(),
                    one.shape(),
                    part.name(),
                    part.dtype(),
                    part.shape(),
                    slot.name()));
      }
    }
    ByteBuffer data = buffer(one.data().remaining() * keys.size());
    for (String key : keys) {
      if (key.isEmpty()) {
        data.position(data.position() + one.data().remaining());
      } else {
        data.put(tensors.get(key).data());
      }
    }
    List<Long> shape = new ArrayList<>(one.shape());
    shape.set(0, shape.getFirst() * keys.size());
    return new Tensor(slot.name(), one.dtype(), shape, data.flip());
  }

  private static Tensor afterZeros(Inventory.Slot slot, Tensor table) {
    List<Long> shape = new ArrayList<>(table.shape());
    int axis = shape.size() - 2;
    int row = (int) (shape.getLast() * table.dtype().bytes());
    shape.set(axis, shape.get(axis) + 1);
    ByteBuffer data = buffer(row + table.data().remaining());
    return new Tensor(
        slot.name(), table.dtype(), shape, data.position(row).put(table.data()).rewind());
  }

  private static Tensor transposed(Inventory.Slot slot, Tensor matrix) {
    if (matrix.shape().size() != 2) {
      return shaped(slot, matrix, false);
    }
    int rows = Math.toIntExact(matrix.shape().get(0));
    int columns = Math.toIntExact(matrix.shape().get(1));
    float[] in = matrix.floats();
    float[] out = new float[in.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        out[j * rows + i] = in[i * columns + j];
      }
    }
    return Tensor.of(slot.name(), List.of((long) columns, (long) rows), out);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  // ---- which dialect ------------------------------------------------------------------------

  /**
   * The tensors of a file under the official names of a backbone, with the inventory that they
   * fill: that of the backbone, or that without its classifier.
   */
  record Named(Map<String, Tensor> tensors, Inventory inventory) {
    /**
     * @return the number of classes; 0 if there is no classifier
     */
    int check(Path file) {
      return inventory.check(file, tensors);
    }
  }

  /**
   * Finds the one dialect that a file is written in.
   *
   * @throws WeightsException if it fits none, naming keys in the names of the nearest; or fits
   *     several
   */
  static Named of(BackboneEntry entry, Path file, Map<String, Tensor> tensors) {
    Dialect official = new Dialect("the official code");
    entry.architecture().beside().forEach(official::ignoring);
    List<Fit> fits = new ArrayList<>();
    fits.add(official.fit(entry.inventory(), tensors.keySet(), false));
    entry
        .architecture()
        .dialects()
        .forEach(d -> fits.add(d.fit(entry.inventory(), tensors.keySet(), true)));
    Fit fit = chosen(entry.name(), file, fits);
    return new Named(named(fit, file, tensors), fit.inventory());
  }

  /**
   * @param fits of the official names first
   */
  static Fit chosen(String backbone, Path file, List<Fit> fits) {
    List<Fit> complete = fits.stream().filter(Fit::complete).toList();
    if (complete.size() == 1) {
      return complete.getFirst();
    }
    if (!complete.isEmpty()) {
      String names =
          complete.stream().map(f -> f.dialect().name()).collect(Collectors.joining(" and of "));
      throw WeightsException.user(
          "%s: its keys are those of %s, which mean different tensors of %s; rename them to the official ones"
              .formatted(file, names, backbone));
    }
    Fit nearest = fits.stream().reduce((a, b) -> b.known() > a.known() ? b : a).orElseThrow();
    String names = nearest == fits.getFirst() ? "" : " in the names of " + nearest.dialect().name();
    throw WeightsException.user(
        "%s: not the weights of %s%s: %s, %s"
            .formatted(
                file,
                backbone,
                names,
                Inventory.keys("missing", nearest.missing()),
                Inventory.keys("unexpected", nearest.unexpected())));
  }

  @Override
  public String toString() {
    return name;
  }
}
