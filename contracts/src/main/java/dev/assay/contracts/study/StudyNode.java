package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Fault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the study file being read: each getter names one key, takes its default, and notes a
 * fault instead of throwing, so that all faults are told at once. Keys that no getter named are
 * faults, too.
 */
final class StudyNode {
  private final String path;
  private final @Nullable JsonNode node;
  private final List<Fault> faults;
  private final Set<String> known = new HashSet<>();

  StudyNode(String path, @Nullable JsonNode node, List<Fault> faults) {
    this.path = path;
    this.node = node;
    this.faults = faults;
    if (node != null && !node.isObject()) {
      faults.add(new Fault(path.isEmpty() ? "study" : path, shown(node), "must be a mapping"));
    }
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  void fault(String key, @Nullable Object value, String message) {
    faults.add(new Fault(path(key), value == null ? null : value.toString(), message));
  }

  /** Of an element of a list. */
  void faultAt(String at, Object value, String message) {
    faults.add(
        new Fault(at, value instanceof JsonNode node ? shown(node) : value.toString(), message));
  }

  private @Nullable JsonNode get(String key) {
    known.add(key);
    JsonNode value = node == null || !node.isObject() ? null : node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  /** Whether there are keys at all; if not, that is the one fault. */
  boolean isMapping() {
    return node == null || node.isObject();
  }

  boolean has(String key) {
    return get(key) != null;
  }

  /** The text as it stands, without a fault if it is something else. */
  @Nullable String textOrNull(String key) {
    JsonNode value = get(key);
    return value != null && value.isTextual() ? value.textValue() : null;
  }

  StudyNode child(String key) {
    return new StudyNode(path(key), get(key), faults);
  }

  @Nullable String text(String key, @Nullable String ifAbsent) {
    JsonNode value = get(key);
    if (value == null) {
      return ifAbsent;
    }
    if (!value.isTextual() || value.textValue().isBlank()) {
      fault(key, shown(value), "must be a text");
      return ifAbsent;
    }
    return value.textValue();
  }

  String required(String key, String form) {
    String value = text(key, null);
    if (value == null) {
      if (!has(key) && isMapping()) {
        fault(key, null, "is missing; it must be " + form);
      }
      return "";
    }
    return value;
  }

  String oneOf(String key, String ifAbsent, Collection<String> accepted) {
    String value = text(key, ifAbsent);
    if (value == null || !accepted.contains(value)) {
      fault(key, value, "must be one of " + String.join(", ", accepted));
      return ifAbsent;
    }
    return value;
  }

  long integer(String key, long ifAbsent, long least, long most) {
    JsonNode value = get(key);
    return value == null ? ifAbsent : integer(path(key), value, ifAbsent, least, most);
  }

  private long integer(String at, JsonNode value, long ifWrong, long least, long most) {
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      faults.add(
          new Fault(
              at,
              shown(value),
              most == Long.MAX_VALUE
                  ? "must be an integer of at least " + least
                  : "must be an integer from " + least + " to " + most));
      return ifWrong;
    }
    return value.longValue();
  }

  double number(String key, double ifAbsent, double least, double most) {
    JsonNode value = get(key);
    return value == null ? ifAbsent : number(path(key), value, ifAbsent, least, most);
  }

  private double number(String at, JsonNode value, double ifWrong, double least, double most) {
    if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
      faults.add(new Fault(at, shown(value), "must be a number from " + least + " to " + most));
      return ifWrong;
    }
    return value.doubleValue();
  }

  /** A number, or nothing for the text that switches it off. */
  @Nullable Double numberOr(
      String off, String key, @Nullable Double ifAbsent, double least, double most) {
    if (off.equals(textOrNull(key))) {
      return null;
    }
    JsonNode value = get(key);
    if (value == null) {
      return ifAbsent;
    }
    return number(path(key), value, most, least, most);
  }

  boolean bool(String key, boolean ifAbsent) {
    JsonNode value = get(key);
    if (value == null) {
      return ifAbsent;
    }
    if (!value.isBoolean()) {
      fault(key, shown(value), "must be true or false");
      return ifAbsent;
    }
    return value.booleanValue();
  }

  /** A list, or a single value standing for a list of one. */
  <T> List<T> list(String key, BiFunction<String, JsonNode, @Nullable T> element) {
    JsonNode value = get(key);
    if (value == null) {
      return List.of();
    }
    List<T> values = new ArrayList<>();
    if (!value.isArray()) {
      T single = element.apply(path(key), value);
      return single == null ? List.of() : List.of(single);
    }
    if (value.isEmpty()) {
      fault(key, "[]", "must have at least one element");
    }
    for (int i = 0; i < value.size(); i++) {
      T one = element.apply(path(key) + "[" + i + "]", value.get(i));
      if (one != null && values.contains(one)) {
        faults.add(new Fault(path(key) + "[" + i + "]", shown(value.get(i)), "is listed twice"));
      } else if (one != null) {
        values.add(one);
      }
    }
    return values;
  }

  List<String> texts(String key, Collection<String> accepted) {
    return list(
        key,
        (at, value) -> {
          if (value.isTextual() && accepted.contains(value.textValue())) {
            return value.textValue();
          }
          faults.add(new Fault(at, shown(value), "must be one of " + String.join(", ", accepted)));
          return null;
        });
  }

  /**
   * Texts by texts, in the order of the file; empty if the study says nothing.
   *
   * @param form what each value must be
   */
  Map<String, String> mapping(String key, String form) {
    JsonNode value = get(key);
    Map<String, String> texts = new LinkedHashMap<>();
    if (value == null) {
      return texts;
    }
    if (!value.isObject()) {
      fault(key, shown(value), "must be a mapping");
      return texts;
    }
    value
        .properties()
        .forEach(
            entry -> {
              JsonNode text = entry.getValue();
              if (text.isTextual() && !text.textValue().isBlank()) {
                texts.put(entry.getKey(), text.textValue());
              } else {
                fault(key + "." + entry.getKey(), shown(text), "must be " + form);
              }
            });
    return texts;
  }

  /** Texts of any kind, each once. */
  List<String> names(String key) {
    return list(
        key,
        (at, value) -> {
          if (value.isTextual() && !value.textValue().isBlank()) {
            return value.textValue();
          }
          faults.add(new Fault(at, shown(value), "must be a text"));
          return null;
        });
  }

  List<Long> integers(String key) {
    return list(key, (at, value) -> integer(at, value, 0, 0, Long.MAX_VALUE));
  }

  List<Double> numbers(String key, double least, double most) {
    return list(key, (at, value) -> number(at, value, most, least, most));
  }

  List<StudyNode> children(String key) {
    return list(key, (at, value) -> new StudyNode(at, value, faults));
  }

  /** To be called once every key was asked for. */
  void refuseUnknownKeys() {
    if (node == null || !node.isObject()) {
      return;
    }
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                fault(
                    key,
                    null,
                    "is not a key of "
                        + (path.isEmpty() ? "a study" : path)
                        + "; accepted keys: "
                        + String.join(", ", known.stream().sorted().toList()));
              }
            });
  }

  static String shown(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }
}
