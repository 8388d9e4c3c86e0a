// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.SubgroupPlan;
import dev.assay.contracts.evaluation.SubgroupPlan.Attribute;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the keys of {@code evaluation} that declare subgroups of the test images. */
final class SubgroupReader {
  private static final String KEY = "subgroups";
  private static final String METRIC = "subgroup-metric";
  private static final String FORM =
      "must be the name of an attribute, or a name with cut points, such as age: [40, 60]";

  private SubgroupReader() {}

  /** Absent if the study has no subgroups. */
  static @Nullable SubgroupPlan read(StudyNode node) {
    List<Attribute> attributes =
        node.list(KEY).elements("list of attributes", (at, value) -> attribute(node, at, value));
    Set<String> names = new HashSet<>();
    for (Attribute attribute : attributes) {
      if (!names.add(attribute.name())) {
        node.fault(KEY, attribute.name(), "is listed twice");
      }
    }
    String metric = node.oneOf(METRIC, primary(node), ComparisonPlan.PRIMARIES);
    if (!node.has(KEY) && node.has(METRIC)) {
      node.fault(METRIC, null, "needs " + KEY + ": the attributes that define the subgroups");
    }
    return attributes.isEmpty() || names.size() < attributes.size()
        ? null
        : new SubgroupPlan(metric, attributes);
  }

  /**
   * The declared primary metric; if it is not accepted, {@link ComparisonReader} notes the fault.
   */
  static String primary(StudyNode node) {
    String primary = node.textOrNull("primary");
    return primary != null && ComparisonPlan.PRIMARIES.contains(primary)
        ? primary
        : ComparisonPlan.standard().primary();
  }

  private static @Nullable Attribute attribute(StudyNode node, String at, JsonNode value) {
    if (value.isTextual() && !value.textValue().isBlank()) {
      return named(node, at, value.textValue(), List.of());
    }
    if (value.isObject() && value.size() == 1) {
      Map.Entry<String, JsonNode> entry = value.properties().iterator().next();
      List<Double> cuts = cuts(entry.getValue());
      if (!entry.getKey().isBlank() && !cuts.isEmpty()) {
        return named(node, at, entry.getKey(), cuts);
      }
      node.faultAt(
          at,
          value,
          "must have 1 to " + SubgroupPlan.MOST_CUTS + " ascending numbers as cut points");
      return null;
    }
    node.faultAt(at, value, FORM);
    return null;
  }

  private static @Nullable Attribute named(
      StudyNode node, String at, String name, List<Double> cuts) {
    if (Attribute.isPseudonym(name)) {
      node.faultAt(at, name, "identifies a patient and is no attribute");
      return null;
    }
    return new Attribute(name, cuts);
  }

  /** Empty if they are not cut points. */
  private static List<Double> cuts(JsonNode value) {
    List<Double> cuts = new ArrayList<>();
    for (JsonNode cut : value) {
      if (!cut.isNumber()) {
        return List.of();
      }
      cuts.add(cut.doubleValue());
    }
    boolean accepted =
        value.isArray() && cuts.size() <= SubgroupPlan.MOST_CUTS && Attribute.isAscending(cuts);
    return accepted ? cuts : List.of();
  }
}
