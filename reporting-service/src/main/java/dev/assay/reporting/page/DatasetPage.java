// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.reporting.render.text.Words;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One data set, by the template {@code dataset}.
 *
 * @param facts about its newest version
 * @param classes images of each
 * @param examples a few images of each class; empty: data-service has none
 * @param refusal why they are not shown; empty: they are
 * @param name in addresses
 * @param leftOut files that are no part of it, by reason
 * @param warnings for the readers of results
 * @param versions the newest first
 * @param splits of all studies
 */
public record DatasetPage(
    Frame frame,
    String title,
    List<Fact> facts,
    List<Fact> classes,
    List<Example> examples,
    String refusal,
    String name,
    List<LeftOut> leftOut,
    List<String> warnings,
    List<Version> versions,
    List<Split> splits)
    implements Page {
  private static final int PERCENT = 100;

  /**
   * Images of one class.
   *
   * @param sources addresses of small pictures
   */
  public record Example(String className, List<String> sources) {}

  /**
   * Files that were left out for one reason.
   *
   * @param examples a few of them, each with what is wrong
   */
  public record LeftOut(String reason, int count, List<Fact> examples) {}

  /** One version. */
  public record Version(
      String hash, String registered, String images, String leftOut, boolean current) {}

  /**
   * One split.
   *
   * @param title name of the data set or the fold, and the seed
   * @param leftOut images in no part, with the reasons; empty if there are none
   */
  public record Split(String title, String id, List<Part> parts, String leftOut) {}

  /** One part of a split. */
  public record Part(String name, String images, String groups, String classes, String size) {}

  static DatasetPage of(
      Frame frame,
      JsonNode now,
      JsonNode versions,
      JsonNode splits,
      JsonNode examples,
      String refusal) {
    return new DatasetPage(
        frame,
        now.path("name").asText(),
        facts(now),
        classes(now),
        examples(examples),
        refusal,
        encoded(now.path("name").asText()),
        leftOut(now),
        texts(now.path("warnings")),
        versions(versions),
        splits(splits));
  }

  private static List<Fact> facts(JsonNode now) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Version", now.path("version").asText()));
    facts.add(new Fact("Layout", now.path("layout").asText()));
    facts.add(
        new Fact(
            "Images",
            now.path("images").asText()
                + (now.path("synthetic").asBoolean() ? ", drawn by a program" : "")));
    facts.add(new Fact("Groups", groups(now)));
    if (!now.path("parts").isEmpty()) {
      facts.add(new Fact("Predefined parts", counts(now.path("parts"))));
    }
    for (String optional : List.of("source", "licence")) {
      if (now.hasNonNull(optional)) {
        facts.add(
            new Fact(
                optional.equals("source") ? "Source" : "Licence", now.path(optional).asText()));
      }
    }
    return facts;
  }

  /** {@code 210 patients}; without ids each image is its own group. */
  static String groups(JsonNode dataset) {
    String kind = dataset.path("groupKind").asText();
    return kind.equals("image")
        ? "unknown: each image counts as one"
        : Words.many(dataset.path("groups").asInt(), kind);
  }

  private static List<Fact> classes(JsonNode now) {
    int all = Math.max(1, now.path("images").asInt());
    List<Fact> classes = new ArrayList<>();
    for (Map.Entry<String, JsonNode> of : now.path("classes").properties()) {
      classes.add(
          new Fact(
              of.getKey(),
              "%d (%d %%)"
                  .formatted(
                      of.getValue().asInt(),
                      Math.round((double) PERCENT * of.getValue().asInt() / all))));
    }
    return classes;
  }

  private static List<Example> examples(JsonNode examples) {
    String version = examples.path("version").asText();
    List<Example> all = new ArrayList<>();
    for (JsonNode ofClass : examples.path("classes")) {
      List<String> sources = new ArrayList<>();
      ofClass
          .path("contents")
          .forEach(content -> sources.add("/thumbnails/" + version + "/" + content.asText()));
      if (!sources.isEmpty()) {
        all.add(new Example(ofClass.path("className").asText(), sources));
      }
    }
    return all;
  }

  private static List<LeftOut> leftOut(JsonNode now) {
    List<LeftOut> all = new ArrayList<>();
    for (JsonNode one : now.path("quarantined")) {
      List<Fact> examples = new ArrayList<>();
      for (JsonNode example : one.path("examples")) {
        examples.add(new Fact(example.path("file").asText(), example.path("detail").asText()));
      }
      all.add(new LeftOut(one.path("reason").asText(), one.path("count").asInt(), examples));
    }
    return all;
  }

  private static List<Version> versions(JsonNode versions) {
    List<Version> all = new ArrayList<>();
    for (JsonNode one : versions) {
      String at = one.path("registeredAt").asText();
      all.add(
          new Version(
              Words.shortHash(one.path("version").asText()),
              at.length() < 16 ? at : at.substring(0, 16).replace('T', ' '),
              one.path("images").asText(),
              one.path("quarantined").asText(),
              one.path("current").asBoolean()));
    }
    return all;
  }

  private static List<Split> splits(JsonNode splits) {
    List<Split> all = new ArrayList<>();
    for (JsonNode one : splits) {
      List<String> classes = texts(one.path("classes"));
      List<Part> parts = new ArrayList<>();
      for (JsonNode part : one.path("parts")) {
        parts.add(part(part, classes));
      }
      all.add(
          new Split(
              "%s, seed %s".formatted(one.path("dataset").asText(), one.path("seed").asText()),
              Words.shortHash(one.path("splitId").asText()),
              parts,
              counts(one.path("leftOut"))));
    }
    return all;
  }

  private static Part part(JsonNode part, List<String> classes) {
    List<String> counts = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      counts.add(classes.get(i) + " " + part.path("classImages").path(i).asText("0"));
    }
    JsonNode width = part.path("width");
    JsonNode height = part.path("height");
    return new Part(
        part.path("part").asText(),
        part.path("images").asText(),
        part.path("groups").asText(),
        String.join(", ", counts),
        "%d \u00d7 %d"
            .formatted(
                Math.round(width.path("median").asDouble()),
                Math.round(height.path("median").asDouble())));
  }

  private static String counts(JsonNode byName) {
    List<String> counts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> of : byName.properties()) {
      counts.add(of.getKey() + " " + of.getValue().asText());
    }
    return String.join(", ", counts);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
