// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Fault;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the study file that is being read. Each getter names one key and takes its default.
 * It notes a fault instead of throwing, so that all faults are reported at once. Keys that no
 * getter named are faults, too.
 */
final class StudyNode {
  private final MappingKeys keys;
  private final Findings findings;

  /**
   * @param path of the mapping; empty for the study itself
   * @param node absent if the study has no such mapping
   */
  StudyNode(String path, @Nullable JsonNode node, Findings findings) {
    this.keys = new MappingKeys(path, node, findings);
    this.findings = findings;
  }

  /**
   * Reads a key under its earlier name as well, with a warning. It must be called before the key is
   * read. Both names together are a fault.
   */
  void renamed(String key, String earlier) {
    keys.renamed(key, earlier);
  }

  /** The key's place in the study, under the name that its author used. */
  String path(String key) {
    return keys.path(key);
  }

  void fault(String key, @Nullable Object value, String message) {
    findings.fault(new Fault(path(key), value == null ? null : value.toString(), message));
  }

  /** A node for an element of a list. */
  void faultAt(String at, Object value, String message) {
    findings.fault(
        new Fault(at, value instanceof JsonNode node ? shown(node) : value.toString(), message));
  }

  /** An element of a list that is a mapping of its own. */
  StudyNode element(String at, JsonNode value) {
    return new StudyNode(at, value, findings);
  }

  /** Whether the mapping has keys. If it has none, that is its only fault. */
  boolean isMapping() {
    return keys.isMapping();
  }

  boolean has(String key) {
    return keys.get(key) != null;
  }

  /** The text as it stands, without a fault if it is something else. */
  @Nullable String textOrNull(String key) {
    JsonNode value = keys.get(key);
    return value != null && value.isTextual() ? value.textValue() : null;
  }

  StudyNode child(String key) {
    keys.use(key, "mapping", null, "");
    return new StudyNode(path(key), keys.get(key), findings);
  }

  @Nullable String text(String key, @Nullable String ifAbsent) {
    keys.use(key, "text", ifAbsent, "");
    return read(key, ifAbsent);
  }

  private @Nullable String read(String key, @Nullable String ifAbsent) {
    JsonNode value = keys.get(key);
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
    keys.use(key, "text, required", null, "");
    String value = read(key, null);
    if (value == null) {
      if (!has(key) && isMapping()) {
        fault(key, null, "is missing; it must be " + form);
      }
      return "";
    }
    return value;
  }

  String oneOf(String key, String ifAbsent, Collection<String> accepted) {
    keys.use(key, "text", ifAbsent, KeyUse.oneOf(accepted));
    String value = read(key, ifAbsent);
    if (value == null || !accepted.contains(value)) {
      fault(key, value, "must be one of " + String.join(", ", accepted));
      return ifAbsent;
    }
    return value;
  }

  /** One of the words, or a number from 1 to {@code most}, as its digits. */
  String oneOfOrInteger(String key, String ifAbsent, Collection<String> accepted, int most) {
    keys.use(key, "text", ifAbsent, KeyUse.oneOf(accepted) + ", or " + KeyUse.range(1, most));
    JsonNode value = keys.get(key);
    if (value == null) {
      return ifAbsent;
    }
    String text = value.asText();
    boolean word = value.isTextual() && accepted.contains(text);
    boolean number =
        (value.isTextual() || value.isIntegralNumber())
            && text.matches("[1-9]\\d{0,8}")
            && Integer.parseInt(text) <= most;
    if (word || number) {
      return text;
    }
    fault(
        key,
        shown(value),
        "must be one of " + String.join(", ", accepted) + ", or a number from 1 to " + most);
    return ifAbsent;
  }

  /** Null if the key is absent or its value is not accepted. */
  @Nullable String oneOfOrNull(String key, Collection<String> accepted) {
    keys.use(key, "text", null, KeyUse.oneOf(accepted));
    String value = read(key, null);
    if (value != null && !accepted.contains(value)) {
      fault(key, value, "must be one of " + String.join(", ", accepted));
      return null;
    }
    return value;
  }

  long integer(String key, long ifAbsent, long least, long most) {
    keys.use(key, "integer", String.valueOf(ifAbsent), KeyUse.range(least, most));
    JsonNode value = keys.get(key);
    return value == null ? ifAbsent : integer(findings, path(key), value, ifAbsent, least, most);
  }

  /** Null if the key is absent. */
  @Nullable Integer integerOrNull(String key, int least, int most) {
    keys.use(key, "integer", null, KeyUse.range(least, most));
    JsonNode value = keys.get(key);
    return value == null
        ? null
        : (Integer) (int) integer(findings, path(key), value, least, least, most);
  }

  static long integer(
      Findings findings, String at, JsonNode value, long ifWrong, long least, long most) {
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      findings.fault(
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
    keys.use(key, "number", KeyUse.shown(ifAbsent), KeyUse.range(least, most));
    JsonNode value = keys.get(key);
    return value == null ? ifAbsent : number(findings, path(key), value, ifAbsent, least, most);
  }

  /** Null if the key is absent. */
  @Nullable Double numberOrNull(String key, double least, double most) {
    keys.use(key, "number", null, KeyUse.range(least, most));
    JsonNode value = keys.get(key);
    return value == null ? null : (Double) number(findings, path(key), value, most, least, most);
  }

  static double number(
      Findings findings, String at, JsonNode value, double ifWrong, double least, double most) {
    if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
      boolean percent =
          most == 1 && value.isNumber() && value.doubleValue() > 1 && value.doubleValue() <= 100;
      findings.fault(
          new Fault(
              at,
              shown(value),
              "must be a number from "
                  + least
                  + " to "
                  + most
                  + (percent
                      ? "; %s %% is %s"
                          .formatted(shown(value), value.decimalValue().movePointLeft(2))
                      : "")));
      return ifWrong;
    }
    return value.doubleValue();
  }

  /** A number, or null for the text that switches it off. */
  @Nullable Double numberOr(
      String off, String key, @Nullable Double ifAbsent, double least, double most) {
    keys.use(
        key,
        "number",
        ifAbsent == null ? off : KeyUse.shown(ifAbsent),
        KeyUse.range(least, most) + ", or `" + off + "`");
    if (off.equals(textOrNull(key))) {
      return null;
    }
    JsonNode value = keys.get(key);
    return value == null
        ? ifAbsent
        : (Double) number(findings, path(key), value, most, least, most);
  }

  /** An integer, or null for the text that switches it off. */
  @Nullable Integer integerOr(
      String off, String key, @Nullable Integer ifAbsent, int least, int most) {
    keys.use(
        key,
        "integer",
        ifAbsent == null ? off : ifAbsent.toString(),
        KeyUse.range(least, most) + ", or `" + off + "`");
    if (off.equals(textOrNull(key))) {
      return null;
    }
    JsonNode value = keys.get(key);
    return value == null
        ? ifAbsent
        : (Integer) (int) integer(findings, path(key), value, least, least, most);
  }

  boolean bool(String key, boolean ifAbsent) {
    keys.use(key, "true or false", String.valueOf(ifAbsent), "");
    JsonNode value = keys.get(key);
    if (value == null) {
      return ifAbsent;
    }
    if (!value.isBoolean()) {
      fault(key, shown(value), "must be true or false");
      return ifAbsent;
    }
    return value.booleanValue();
  }

  /** A list, or a single value, which means a list of one. */
  StudyList list(String key) {
    return new StudyList(keys, findings, key);
  }

  /**
   * Texts by texts, in the order of the file; empty if the key is absent.
   *
   * @param form what each value must be
   */
  Map<String, String> mapping(String key, String form) {
    keys.use(key, "mapping of texts", null, "");
    JsonNode value = keys.get(key);
    Map<String, String> texts = new LinkedHashMap<>();
    if (value == null) {
      return texts;
    }
    if (!value.isObject()) {
      fault(key, shown(value), "must be a mapping");
      return texts;
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode text = entry.getValue();
      if (text.isTextual() && !text.textValue().isBlank()) {
        texts.put(entry.getKey(), text.textValue());
      } else {
        fault(key + "." + entry.getKey(), shown(text), "must be " + form);
      }
    }
    return texts;
  }

  /** Must be called after all keys were read. */
  void refuseUnknownKeys() {
    keys.refuseUnknown();
  }

  static String shown(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }
}
