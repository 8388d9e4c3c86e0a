// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Fault;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of one mapping of a study file: those present, and those that the reader has read. */
final class MappingKeys {
  private final String path;
  private final @Nullable JsonNode node;
  private final Findings findings;
  private final Set<String> known = new HashSet<>();
  private final Map<String, String> earlierNames = new HashMap<>();

  /**
   * @param path of the mapping; empty for the study itself
   * @param node absent if the study has no such mapping
   */
  MappingKeys(String path, @Nullable JsonNode node, Findings findings) {
    this.path = path;
    this.node = node;
    this.findings = findings;
    if (!isMapping()) {
      findings.fault(
          new Fault(path.isEmpty() ? "study" : path, StudyNode.shown(node), "must be a mapping"));
    }
  }

  /** See {@link StudyNode#renamed}. */
  void renamed(String key, String earlier) {
    earlierNames.put(key, earlier);
    if (raw(earlier) == null) {
      return;
    }
    if (raw(key) == null) {
      findings.deprecated(earlier, key, at(earlier));
    } else {
      findings.fault(
          new Fault(
              at(earlier), null, "is the earlier name of '" + key + "', which is given as well"));
    }
  }

  /** The key's place in the study, under the name that its author used. */
  String path(String key) {
    String earlier = earlierNames.get(key);
    return at(earlier != null && raw(key) == null && raw(earlier) != null ? earlier : key);
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Null if the key is absent. The key counts as known from now on. */
  @Nullable JsonNode get(String key) {
    known.add(key);
    JsonNode value = raw(key);
    String earlier = earlierNames.get(key);
    return value == null && earlier != null ? raw(earlier) : value;
  }

  private @Nullable JsonNode raw(String key) {
    JsonNode value = node == null || !node.isObject() ? null : node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  /** Reports a key for the reference of the study file. */
  void use(String key, String type, @Nullable String standard, String accepted) {
    findings.use(
        new KeyUse(
            at(key).replaceAll("\\[\\d+]", "[]"), earlierNames.get(key), type, standard, accepted));
  }

  /** Whether the mapping has keys. If it has none, that is its only fault. */
  boolean isMapping() {
    return node == null || node.isObject();
  }

  void refuseUnknown() {
    if (node == null || !node.isObject()) {
      return;
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = entry.getKey();
      if (!known.contains(key) && !earlierNames.containsValue(key)) {
        findings.fault(
            new Fault(
                // A key can be empty, and the name of a field cannot.
                key.isBlank() ? (path.isEmpty() ? "study" : path) : at(key),
                key.isBlank() ? key : null,
                "is not a key of "
                    + (path.isEmpty() ? "a study" : path)
                    + "; accepted keys: "
                    + String.join(", ", known.stream().sorted().toList())));
      }
    }
  }
}
