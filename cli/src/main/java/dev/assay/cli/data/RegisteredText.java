// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Json;
import dev.assay.contracts.study.FindingLayouts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The data sets of a stack as text. */
public final class RegisteredText {
  private static final int HASH_DIGITS = 12;
  private static final int SHOWN = 10;
  private static final List<String> CHANGES =
      List.of("added", "removed", "moved", "replaced", "reclassified", "regrouped");

  private RegisteredText() {}

  public static List<String> list(JsonNode datasets) {
    List<String> lines = new ArrayList<>();
    if (datasets.isEmpty()) {
      lines.add("No data sets.");
    }
    datasets.forEach(
        d ->
            lines.add(
                "%s  %s  %s, layout %s"
                    .formatted(
                        hash(d.path("version")),
                        d.path("name").asText(),
                        ImageCount.of(d),
                        d.path("layout").asText())));
    return lines;
  }

  /**
   * @param document has {@code dataset} and, for the current version, {@code leaks} and {@code
   *     splits}
   */
  public static List<String> show(JsonNode document) {
    JsonNode d = document.path("dataset");
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s, layout %s"
            .formatted(
                d.path("name").asText(),
                ImageCount.of(d).described(d.path("synthetic").asBoolean() ? "synthetic" : ""),
                d.path("layout").asText()));
    lines.add(
        "  read        " + Json.read(d.path("decoding").toString(), DecodingOptions.class).words());
    lines.add("  version     " + d.path("version").asText());
    boolean findings = FindingLayouts.isOne(d.path("layout").asText());
    lines.add((findings ? "  findings    " : "  classes     ") + counts(d.path("classes")));
    lines.add(
        "  parts       "
            + (d.path("parts").isEmpty() ? "none predefined" : counts(d.path("parts"))));
    d.path("quarantined")
        .forEach(
            q -> {
              lines.add(
                  "  left out    " + q.path("reason").asText() + ": " + q.path("count").asInt());
              q.path("examples")
                  .forEach(
                      e ->
                          lines.add(
                              "    " + e.path("file").asText() + ": " + e.path("detail").asText()));
            });
    leaks(document.path("leaks"), lines);
    document.path("splits").forEach(split -> split(split, lines));
    Set<String> warnings = new LinkedHashSet<>();
    d.path("warnings").forEach(w -> warnings.add(w.asText()));
    warnings.forEach(w -> lines.add("  warning: " + w));
    return lines;
  }

  private static void leaks(JsonNode leaks, List<String> lines) {
    if (leaks.isMissingNode()) {
      return;
    }
    lines.add("  copies      " + leaks.path("copies").size() + " sets of equal bytes");
    lines.add(
        "  near        %d pairs within %d of 256 bits"
            .formatted(leaks.path("nearFound").asLong(), leaks.path("threshold").asInt()));
    int shown = 0;
    for (JsonNode pair : leaks.path("nearDuplicates")) {
      if (shown++ == SHOWN) {
        lines.add("    ...; --json has them");
        break;
      }
      lines.add(
          "    %d bits: %s ~ %s%s%s"
              .formatted(
                  pair.path("distance").asInt(),
                  pair.path("first").path("file").asText(),
                  pair.path("second").path("file").asText(),
                  pair.path("acrossParts").asBoolean() ? ", two parts" : "",
                  pair.path("acrossClasses").asBoolean() ? ", labelled differently" : ""));
    }
    if (!leaks.path("sameNumbers").isEmpty()) {
      lines.add(
          "  same number %d patients in train and test folders, where numbering restarts"
              .formatted(leaks.path("sameNumbers").size()));
    }
    if (leaks.path("notCompared").asInt() > 0) {
      lines.add(
          "    %d images were registered by a version that did not find near-duplicates; register them again"
              .formatted(leaks.path("notCompared").asInt()));
    }
  }

  private static void split(JsonNode split, List<String> lines) {
    lines.add(
        "  split of %s, version %s, seed %d: %s%s"
            .formatted(
                split.path("dataset").asText(),
                hash(split.path("version")),
                split.path("seed").asLong(),
                hash(split.path("splitId")),
                split.has("parent") ? ", continues " + hash(split.path("parent")) : ""));
    for (JsonNode part : split.path("parts")) {
      List<String> classes = new ArrayList<>();
      for (int i = 0; i < split.path("classes").size(); i++) {
        classes.add(
            split.path("classes").get(i).asText() + " " + part.path("classImages").get(i).asInt());
      }
      lines.add(
          "    %-11s %s: %s"
              .formatted(
                  part.path("part").asText(),
                  new ImageCount(
                      part.path("images").asInt(),
                      part.path("groups").asInt(),
                      split.path("groupKind").asText()),
                  String.join(", ", classes)));
    }
    split.path("warnings").forEach(w -> lines.add("    warning: " + w.asText()));
  }

  public static List<String> versions(JsonNode versions) {
    List<String> lines = new ArrayList<>();
    versions.forEach(
        v ->
            lines.add(
                "%s  %s  %d images, %d files left out%s"
                    .formatted(
                        hash(v.path("version")),
                        v.path("registeredAt").asText(),
                        v.path("images").asLong(),
                        v.path("quarantined").asLong(),
                        v.path("current").asBoolean() ? "  (current)" : "")));
    return lines;
  }

  public static List<String> diff(JsonNode diff) {
    List<String> lines = new ArrayList<>();
    lines.add("From %s to %s:".formatted(hash(diff.path("from")), hash(diff.path("to"))));
    lines.add("  unchanged     " + diff.path("unchanged").asInt());
    for (String change : CHANGES) {
      JsonNode images = diff.path(change);
      lines.add("  %-13s %d".formatted(change, images.path("count").asInt()));
      images.path("examples").forEach(file -> lines.add("    " + file.asText()));
      if (images.path("count").asInt() > images.path("examples").size()) {
        lines.add("    ...");
      }
    }
    diff.path("classes")
        .properties()
        .forEach(
            entry ->
                lines.add(
                    "  images of %s: %d -> %d"
                        .formatted(
                            entry.getKey(),
                            entry.getValue().path("before").asInt(),
                            entry.getValue().path("after").asInt())));
    return lines;
  }

  private static String counts(JsonNode counts) {
    return counts.properties().stream()
        .map((Map.Entry<String, JsonNode> e) -> e.getKey() + " " + e.getValue().asInt())
        .collect(Collectors.joining(", "));
  }

  private static String hash(JsonNode hash) {
    String text = hash.asText();
    return text.substring(0, Math.min(HASH_DIGITS, text.length()));
  }
}
