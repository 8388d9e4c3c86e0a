// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The descriptions of study-keys.yaml, and what the reader reports about each key. */
final class StudyKeys {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** Studies that together ask for every key, with no value where a default is to be seen. */
  private static final String ALL_KEYS =
      """
      name: a
      datasets: [{name: d, layout: folder, decoding: {}, external: [{name: e, layout: folder, decoding: {}}]}]
      backbones: [resnet50]
      image-size: {}
      training: [frozen, {last-blocks: 2}, {lora: {}}]
      evaluation: {primary: accuracy, reference: %s}
      robustness: {}
      recipe: %s
      """;

  private StudyKeys() {}

  record Section(String section, List<Described> keys) {}

  /**
   * One key in words.
   *
   * @param key its path; [] is each element of a list
   * @param unit of a number
   * @param standard what happens without the key, where the reader has no fixed default
   * @param accepted values, where they depend on something else
   * @param example that the reader accepts
   * @param given other keys that the example needs
   */
  record Described(
      String key,
      String meaning,
      @Nullable String unit,
      @Nullable String standard,
      @Nullable String accepted,
      JsonNode example,
      @Nullable JsonNode given) {}

  static List<Section> described() throws IOException {
    List<Section> sections = new ArrayList<>();
    try (InputStream file = StudyKeys.class.getResourceAsStream("/study-keys.yaml")) {
      for (JsonNode section : YAML.readTree(file)) {
        List<Described> keys = new ArrayList<>();
        for (JsonNode key : section.get("keys")) {
          keys.add(
              new Described(
                  key.get("key").textValue(),
                  key.get("meaning").textValue(),
                  key.path("unit").textValue(),
                  key.path("default").textValue(),
                  key.path("accepted").textValue(),
                  key.get("example"),
                  key.get("given")));
        }
        sections.add(new Section(section.get("section").textValue(), keys));
      }
    }
    return sections;
  }

  /** What the reader asks for, by path: the uses in a study of recipe paper, then of modern. */
  static Map<String, List<KeyUse>> used(StudyReader reader) {
    Map<String, List<KeyUse>> uses = new LinkedHashMap<>();
    for (String study :
        List.of(
            ALL_KEYS.formatted("{backbone: resnet50}", "{name: paper}"),
            ALL_KEYS.formatted("resnet50", "{name: modern}"),
            ALL_KEYS.formatted("resnet50", "paper"))) {
      reader.read(
          study, use -> uses.computeIfAbsent(use.path(), path -> new ArrayList<>()).add(use));
    }
    return uses;
  }
}
