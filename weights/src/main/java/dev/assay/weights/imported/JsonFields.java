// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights.imported;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.weights.WeightsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of one object of a JSON file; each fault names the file, the field and the value. */
final class JsonFields {
  private final Path file;
  private final String prefix;
  private final JsonNode object;

  private JsonFields(Path file, String prefix, JsonNode object) {
    this.file = file;
    this.prefix = prefix;
    this.object = object;
  }

  /**
   * @param known the fields that there may be
   */
  static JsonFields of(Path file, JsonNode root, List<String> known) {
    return new JsonFields(file, "", root).checked(known);
  }

  private JsonFields checked(List<String> known) {
    if (!object.isObject()) {
      throw WeightsException.user(
          "%s: %s must be a JSON object, not %s"
              .formatted(
                  file,
                  prefix.isEmpty() ? "it" : prefix.substring(0, prefix.length() - 1),
                  object));
    }
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw WeightsException.user(
                    "%s: '%s%s' is no known field; known are %s"
                        .formatted(file, prefix, name, String.join(", ", known)));
              }
            });
    return this;
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  Optional<JsonFields> child(String name, String... known) {
    return has(name)
        ? Optional.of(
            new JsonFields(file, prefix + name + ".", object.get(name)).checked(List.of(known)))
        : Optional.empty();
  }

  JsonFields requiredChild(String name, String... known) {
    return child(name, known).orElseThrow(() -> missing(name));
  }

  @Nullable String textOrNull(String name) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = object.get(name);
    if (!value.isTextual() || value.textValue().isBlank() || value.textValue().length() > 500) {
      throw fault(name, "must be a text of 1 to 500 characters");
    }
    return value.textValue().strip();
  }

  String text(String name) {
    String text = textOrNull(name);
    if (text == null) {
      throw missing(name);
    }
    return text;
  }

  String oneOf(String name, @Nullable String ifAbsent, List<String> accepted) {
    String text = textOrNull(name);
    if (text == null && ifAbsent != null) {
      return ifAbsent;
    }
    if (text == null) {
      throw missing(name);
    }
    if (!accepted.contains(text)) {
      throw fault(name, "must be one of " + String.join(", ", accepted));
    }
    return text;
  }

  @Nullable Long integerOrNull(String name, long least, long most) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = object.get(name);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      throw fault(name, "must be a whole number from %d to %d".formatted(least, most));
    }
    return value.longValue();
  }

  int integer(String name, int least, int most) {
    Long number = integerOrNull(name, least, most);
    if (number == null) {
      throw missing(name);
    }
    return number.intValue();
  }

  double number(String name) {
    if (!has(name)) {
      throw missing(name);
    }
    if (!object.get(name).isNumber()) {
      throw fault(name, "must be a number");
    }
    return object.get(name).doubleValue();
  }

  /** Finite numbers. */
  List<Double> numbers(String name) {
    if (!has(name)) {
      throw missing(name);
    }
    List<Double> numbers = new ArrayList<>();
    for (JsonNode value : object.get(name)) {
      if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
        throw fault(name, "must be a list of numbers");
      }
      numbers.add(value.doubleValue());
    }
    return numbers;
  }

  WeightsException fault(String name, String expected) {
    return WeightsException.user(
        "%s: %s%s is %s; it %s".formatted(file, prefix, name, object.path(name), expected));
  }

  WeightsException missing(String name) {
    return WeightsException.user("%s: '%s%s' is missing".formatted(file, prefix, name));
  }
}
