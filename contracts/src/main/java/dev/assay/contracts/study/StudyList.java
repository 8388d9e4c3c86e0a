// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Fault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A list of the study file that is being read; a single value means a list of one. Elements that
 * are not accepted or stand in the list twice are faults and are left out.
 */
final class StudyList {
  private final MappingKeys keys;
  private final Findings findings;
  private final String key;

  StudyList(MappingKeys keys, Findings findings, String key) {
    this.keys = keys;
    this.findings = findings;
    this.key = key;
  }

  /** Texts, each of them one of the accepted ones. */
  List<String> texts(List<String> ifAbsent, Collection<String> accepted) {
    keys.use(key, "list of texts", standard(ifAbsent), KeyUse.oneOf(accepted));
    return orElse(
        ifAbsent,
        read(
            (at, value) -> {
              if (value.isTextual() && accepted.contains(value.textValue())) {
                return value.textValue();
              }
              fault(at, value, "must be one of " + String.join(", ", accepted));
              return null;
            }));
  }

  /** Texts of any kind; empty if the key is absent. */
  List<String> names() {
    return elements(
        "list of texts",
        (at, value) -> {
          if (value.isTextual() && !value.textValue().isBlank()) {
            return value.textValue();
          }
          fault(at, value, "must be a text");
          return null;
        });
  }

  List<Long> integers(List<Long> ifAbsent, long least, long most) {
    keys.use(key, "list of integers", standard(ifAbsent), KeyUse.range(least, most));
    return orElse(
        ifAbsent, read((at, value) -> StudyNode.integer(findings, at, value, least, least, most)));
  }

  List<Double> numbers(List<Double> ifAbsent, double least, double most) {
    keys.use(
        key,
        "list of numbers",
        standard(ifAbsent.stream().map(KeyUse::shown).toList()),
        KeyUse.range(least, most));
    return orElse(
        ifAbsent,
        read(
            (at, value) -> {
              double number = StudyNode.number(findings, at, value, Double.NaN, least, most);
              // A fault is no element: two of them are not the same number twice.
              return Double.isNaN(number) ? null : (Double) number;
            }));
  }

  /** Mappings; empty if the key is absent. */
  List<StudyNode> mappings() {
    return elements("list of mappings", (at, value) -> new StudyNode(at, value, findings));
  }

  /**
   * Elements of another form; empty if the key is absent.
   *
   * @param type as the reference of the study file states it
   * @param element reads one element at its path; it notes a fault and returns null if the element
   *     is not accepted
   */
  <T> List<T> elements(String type, BiFunction<String, JsonNode, @Nullable T> element) {
    keys.use(key, type, null, "");
    return read(element);
  }

  private <T> List<T> read(BiFunction<String, JsonNode, @Nullable T> element) {
    JsonNode value = keys.get(key);
    String path = keys.path(key);
    if (value == null) {
      return List.of();
    }
    Set<T> values = new LinkedHashSet<>();
    if (!value.isArray()) {
      T single = element.apply(path, value);
      return single == null ? List.of() : List.of(single);
    }
    if (value.isEmpty()) {
      findings.fault(new Fault(path, "[]", "must have at least one element"));
    }
    for (int i = 0; i < value.size(); i++) {
      String at = path + "[" + i + "]";
      T one = element.apply(at, value.get(i));
      if (one != null && !values.add(one)) {
        fault(at, value.get(i), "is listed twice");
      }
    }
    return new ArrayList<>(values);
  }

  private void fault(String at, JsonNode value, String message) {
    findings.fault(new Fault(at, StudyNode.shown(value), message));
  }

  private static @Nullable String standard(List<?> ifAbsent) {
    return ifAbsent.isEmpty() ? null : ifAbsent.toString();
  }

  private static <T> List<T> orElse(List<T> ifEmpty, List<T> given) {
    return given.isEmpty() ? ifEmpty : given;
  }
}
