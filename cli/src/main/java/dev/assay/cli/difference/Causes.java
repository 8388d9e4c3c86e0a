// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.difference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.difference.StudyDifference.Cause;
import dev.assay.cli.difference.StudyDifference.Row;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Everything that the numbers of a cell depend on and in which two studies differ. */
final class Causes {
  private static final int DIGITS = 8;

  private final Row was;
  private final Row now;
  private final List<Cause> causes = new ArrayList<>();

  private Causes(Row was, Row now) {
    this.was = was;
    this.now = now;
  }

  static List<Cause> of(Row was, Row now, boolean moved) {
    Causes all = new Causes(was, now);
    all.data();
    all.weights();
    all.recipe();
    all.seeds();
    all.code();
    all.evaluation();
    all.model(moved);
    return List.copyOf(all.causes);
  }

  private void add(String kind, String words) {
    causes.add(new Cause(kind, words));
  }

  private void data() {
    JsonNode before = was.section().path("split");
    JsonNode after = now.section().path("split");
    if (!before.path("version").equals(after.path("version"))) {
      add(
          "data",
          "other images: version %s was %s"
              .formatted(digits(after.path("version")), digits(before.path("version"))));
    }
    List<String> parts = new ArrayList<>();
    for (String part : List.of("train", "validation", "test")) {
      JsonNode hash = before.path("hashes").path(part);
      if (!hash.equals(after.path("hashes").path(part))) {
        parts.add(
            "%s %d images, was %d"
                .formatted(
                    part,
                    after.path(part).path("images").asInt(),
                    before.path(part).path("images").asInt()));
      }
    }
    if (!parts.isEmpty()) {
      add("split", "other parts: " + String.join("; ", parts));
    }
    if (!before.path("seed").equals(after.path("seed"))) {
      add(
          "seed",
          "split seed %s, was %s".formatted(text(after.path("seed")), text(before.path("seed"))));
    }
  }

  private void weights() {
    JsonNode before = was.row().path("cell").path("weights");
    JsonNode after = now.row().path("cell").path("weights");
    if (!before.equals(after)) {
      add("weights", "%s, was %s".formatted(weights(now.cell()), weights(was.cell())));
    }
  }

  private static String weights(Cell cell) {
    return cell.weights().isRandom()
        ? "random"
        : "%s (%s)".formatted(cell.weights().fileName(), cell.weights().source());
  }

  private void recipe() {
    fields(
        "recipe",
        "recipe",
        was.row().path("cell").path("recipe"),
        now.row().path("cell").path("recipe"));
    fields(
        "model",
        "preprocessing",
        was.row().path("cell").path("preprocessing"),
        now.row().path("cell").path("preprocessing"));
    if (!was.cell().head().equals(now.cell().head())) {
      add("model", "head %s, was %s".formatted(now.cell().head(), was.cell().head()));
    }
    fields("recipe", "", pick(was.report(), "checkpoint"), pick(now.report(), "checkpoint"));
  }

  private void seeds() {
    JsonNode before = was.report().path("seeds");
    JsonNode after = now.report().path("seeds");
    if (!before.equals(after)) {
      add("seed", "training seeds %s, was %s".formatted(after, before));
    }
  }

  private void code() {
    for (String field : List.of("engine", "deviceClass")) {
      String before = of(was, field);
      String after = of(now, field);
      if (!before.equals(after) && !before.isEmpty() && !after.isEmpty()) {
        add("code", "%s %s, was %s".formatted(words(field), after, before));
      }
    }
    fields("code", "", pick(was.report(), "threads"), pick(now.report(), "threads"));
  }

  private static String words(String field) {
    return field.equals("deviceClass") ? "device" : field;
  }

  private static String of(Row row, String field) {
    Set<String> values = new TreeSet<>();
    row.row().path("runs").forEach(run -> values.add(run.path(field).asText()));
    return String.join(" and ", values);
  }

  private void evaluation() {
    fields("evaluation", "evaluation", was.report().path("plan"), now.report().path("plan"));
  }

  /** Equal inputs, other bytes: another program, or another processor. */
  private void model(boolean moved) {
    String before = of(was, "modelSha256");
    String after = of(now, "modelSha256");
    if (causes.isEmpty() && moved && !before.isEmpty() && !after.isEmpty()) {
      add(
          "code",
          before.equals(after)
              ? "the same models were evaluated by another version of Assay"
              : "the same inputs gave other models: another version of Assay, or another"
                  + " processor");
    }
  }

  private static JsonNode pick(JsonNode report, String field) {
    return Json.mapper().createObjectNode().set(field, report.path(field));
  }

  private void fields(String kind, String of, JsonNode before, JsonNode after) {
    Set<String> names = new TreeSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (!before.path(name).equals(after.path(name))) {
        add(
            kind,
            "%s%s %s, was %s"
                .formatted(
                    of.isEmpty() ? "" : of + ": ",
                    name,
                    text(after.path(name)),
                    text(before.path(name))));
      }
    }
  }

  private static String digits(JsonNode hash) {
    String text = hash.asText();
    return text.isEmpty() ? "unknown" : text.substring(0, Math.min(DIGITS, text.length()));
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() || value.isNull()
        ? "absent"
        : value.isTextual() ? value.asText() : value.toString();
  }
}
