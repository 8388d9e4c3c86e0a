// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Interprets the pickles that {@code torch.save} writes for a dictionary of tensors (protocol 2),
 * and nothing more: no class is ever loaded, and a pickle that names anything but tensors, storages
 * and ordered dictionaries is refused where it names it.
 *
 * <p>Values become {@link Map}, {@link List}, {@link String}, {@link Long}, {@link BigInteger},
 * {@link Double}, {@link Boolean}, {@link #NONE} and {@link TensorRef}.
 */
final class Unpickler {
  static final Object NONE = new Object();
  private static final Object MARK = new Object();

  /** A run of elements that tensors are views of, found under its key elsewhere in the file. */
  record Storage(DType dtype, String key, long elements) {}

  /** A view of a storage; offset and strides count elements. */
  record TensorRef(Storage storage, long offset, List<Long> shape, List<Long> stride) {}

  private enum Call {
    ORDERED_DICT("collections.OrderedDict"),
    REBUILD_TENSOR("torch._utils._rebuild_tensor"),
    REBUILD_TENSOR_V2("torch._utils._rebuild_tensor_v2"),
    REBUILD_PARAMETER("torch._utils._rebuild_parameter");

    private final String global;

    Call(String global) {
      this.global = global;
    }

    static Optional<Call> of(String global) {
      return Arrays.stream(values()).filter(c -> c.global.equals(global)).findFirst();
    }
  }

  private final ByteBuffer in;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  /**
   * @param in little-endian, at the first byte of a pickle; left after its last
   */
  Unpickler(ByteBuffer in) {
    this.in = in;
  }

  /**
   * @throws WeightsException if the pickle is cut off, malformed, or builds anything but tensors
   */
  Object load() {
    try {
      while (true) {
        int at = in.position();
        int opcode = u1();
        if (opcode == '.') {
          return pop();
        }
        step(opcode, at);
      }
    } catch (BufferUnderflowException e) {
      throw WeightsException.user("truncated: its pickle is cut off");
    } catch (ClassCastException
        | IndexOutOfBoundsException
        | IllegalArgumentException
        | UnsupportedOperationException e) {
      // The last: a value is added to a tuple.
      throw WeightsException.user("malformed pickle at byte " + in.position());
    }
  }

  private void step(int opcode, int at) {
    switch (opcode) {
      case 0x80 -> u1(); // PROTO
      case 0x95 -> in.getLong(); // FRAME
      case '(' -> push(MARK);
      case 'N' -> push(NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'K' -> push((long) u1());
      case 'M' -> push((long) Short.toUnsignedInt(in.getShort()));
      case 'J' -> push((long) in.getInt());
      case 0x8a -> push(integer(bytes(u1())));
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case 'X', 'T' -> push(text(in.getInt()));
      case 'U', 0x8c -> push(text(u1()));
      case '}' -> push(new LinkedHashMap<>());
      case ']' -> push(new ArrayList<>());
      case ')' -> push(List.of());
      case 0x85 -> push(List.of(pop()));
      case 0x86 -> push(tuple(2));
      case 0x87 -> push(tuple(3));
      case 't', 'l' -> push(popToMark());
      case 'a' -> {
        Object value = pop();
        list(top()).add(value);
      }
      case 'e' -> {
        List<Object> values = popToMark();
        list(top()).addAll(values);
      }
      case 's' -> {
        List<Object> pair = tuple(2);
        put(map(top()), pair);
      }
      case 'u' -> {
        List<Object> items = popToMark();
        put(map(top()), items);
      }
      case 'q' -> memo.put(u1(), top());
      case 'r' -> memo.put(in.getInt(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> push(remembered(u1()));
      case 'j' -> push(remembered(in.getInt()));
      case 'c' -> push(global(line() + "." + line()));
      case 0x93 -> {
        List<Object> names = tuple(2);
        push(global(names.get(0) + "." + names.get(1)));
      }
      case 'Q' -> push(storage(pop()));
      case 'R' -> {
        List<Object> arguments = list(pop());
        push(call((Call) pop(), arguments));
      }
      case 'b' -> build();
      default ->
          throw WeightsException.user(
              "refused: its pickle uses opcode 0x%02x at byte %d, which no dictionary of tensors needs"
                  .formatted(opcode, at));
    }
  }

  /** A name is turned into something only if it is on the list. */
  private static Object global(String name) {
    Optional<Call> call = Call.of(name);
    if (call.isPresent()) {
      return call.get();
    }
    if (name.startsWith("torch.")) {
      Optional<DType> storage = DType.ofTorchStorage(name.substring("torch.".length()));
      if (storage.isPresent()) {
        return storage.get();
      }
    }
    throw WeightsException.user(
        ("refused: its pickle names '%s'; only tensors and ordered dictionaries are read. Save the"
                + " state dict alone, or as .safetensors")
            .formatted(name));
  }

  private static Storage storage(Object id) {
    List<Object> parts = list(id);
    boolean view = parts.size() > 5 && parts.get(5) != NONE;
    if (parts.size() < 5 || !"storage".equals(parts.get(0)) || view) {
      throw WeightsException.user("refused: a persistent id that is not a whole tensor storage");
    }
    return new Storage((DType) parts.get(1), (String) parts.get(2), (Long) parts.get(4));
  }

  private static Object call(Call call, List<Object> arguments) {
    return switch (call) {
      case ORDERED_DICT -> {
        Map<Object, Object> result = new LinkedHashMap<>();
        if (!arguments.isEmpty()) {
          list(arguments.get(0)).forEach(pair -> put(result, list(pair)));
        }
        yield result;
      }
      case REBUILD_TENSOR, REBUILD_TENSOR_V2 ->
          new TensorRef(
              (Storage) arguments.get(0),
              (Long) arguments.get(1),
              longs(arguments.get(2)),
              longs(arguments.get(3)));
      case REBUILD_PARAMETER -> (TensorRef) arguments.get(0);
    };
  }

  /**
   * Attributes of an ordered dictionary ({@code _metadata}: versions of its modules) are dropped.
   */
  private void build() {
    Object attributes = pop();
    if (!(top() instanceof Map) || !(attributes instanceof Map)) {
      throw WeightsException.user(
          "refused: its pickle sets attributes of something else than a dict");
    }
  }

  private Object remembered(int index) {
    Object value = memo.get(index);
    if (value == null) {
      throw WeightsException.user("malformed pickle: it refers to an object it never stored");
    }
    return value;
  }

  private static void put(Map<Object, Object> map, List<Object> items) {
    for (int i = 0; i < items.size(); i += 2) {
      Object key = items.get(i);
      // A mutable key could contain itself; dictionaries of tensors have names and parameter
      // indices.
      if (!(key instanceof String || key instanceof Long)) {
        throw WeightsException.user("refused: a dictionary key that is neither text nor number");
      }
      map.put(key, items.get(i + 1));
    }
  }

  private int u1() {
    return in.get() & 0xff;
  }

  private byte[] bytes(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private String text(int length) {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  private String line() {
    int start = in.position();
    int end = start;
    while (in.get() != '\n') {
      end++;
    }
    in.position(start);
    String line = text(end - start);
    in.get();
    return line;
  }

  private static Object integer(byte[] littleEndian) {
    byte[] bigEndian = new byte[littleEndian.length];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
    }
    BigInteger value = bigEndian.length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() {
    return stack.remove(stack.size() - 1);
  }

  private Object top() {
    return stack.get(stack.size() - 1);
  }

  private List<Object> tuple(int size) {
    List<Object> end = stack.subList(stack.size() - size, stack.size());
    List<Object> values = new ArrayList<>(end);
    end.clear();
    return values;
  }

  private List<Object> popToMark() {
    int mark = stack.size() - 1;
    while (stack.get(mark) != MARK) {
      mark--;
    }
    List<Object> values = new ArrayList<>(stack.subList(mark + 1, stack.size()));
    stack.subList(mark, stack.size()).clear();
    return values;
  }

  @SuppressWarnings("unchecked") // elements are only read through further checks
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  @SuppressWarnings("unchecked") // likewise
  private static Map<Object, Object> map(Object value) {
    return (Map<Object, Object>) value;
  }

  private static List<Long> longs(Object value) {
    return list(value).stream().map(v -> (Long) v).toList();
  }
}
