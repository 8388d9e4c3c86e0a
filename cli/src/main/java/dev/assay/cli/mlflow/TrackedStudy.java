// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.cli.Version;
import dev.assay.cli.crate.Tables;
import dev.assay.cli.mlflow.TrackedRun.Point;
import dev.assay.cli.mlflow.TrackedRun.Status;
import dev.assay.cli.mlflow.TrackedRun.Upload;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a tracking server is told of an exported study: one run for the study, below it one for each
 * row of the table, and below that one for each seed. Everything is read from the files of the
 * export, so the same study gives the same runs.
 *
 * @param name of the study
 * @param runs each after its parent
 */
record TrackedStudy(String name, List<TrackedRun> runs) {
  /** Finds the runs of a study. */
  static final String STUDY = "assay.study";

  /** Finds one run. */
  static final String KEY = "assay.key";

  TrackedStudy {
    runs = List.copyOf(runs);
  }

  /**
   * @param parts of the export whose files are uploaded
   * @throws CliException if a file of the export is missing or is not what it must be
   */
  static TrackedStudy of(Path export, List<String> parts) throws IOException {
    JsonNode study = Json.read(Files.readString(export.resolve("study.json")), JsonNode.class);
    return new Reader(export, parts, study).study();
  }

  /** The files of one export. */
  private static final class Reader {
    private final Path export;
    private final JsonNode study;
    private final String studyId;
    private final RunFiles files;

    /** Lines of the table by the id of their cell, in their order; baselines have none. */
    private final Map<String, List<Map<String, String>>> lines = new LinkedHashMap<>();

    private final Map<String, List<Map<String, String>>> seeds = new LinkedHashMap<>();

    Reader(Path export, List<String> parts, JsonNode study) {
      this.export = export;
      this.study = study;
      this.studyId = study.path("studyId").asText();
      this.files = new RunFiles(export, parts);
      for (Map<String, String> line : Tables.read(export.resolve("report/report.csv"))) {
        lines.computeIfAbsent(line.getOrDefault("cell_id", ""), id -> new ArrayList<>()).add(line);
      }
      for (Map<String, String> run : Tables.read(export.resolve("runs.csv"))) {
        seeds.computeIfAbsent(run.getOrDefault("cell_id", ""), id -> new ArrayList<>()).add(run);
      }
    }

    TrackedStudy study() throws IOException {
      List<TrackedRun> rows = new ArrayList<>();
      for (JsonNode cell : study.path("cells")) {
        String id = cell.path("cellId").asText();
        TrackedRun row = row(cell, lines.getOrDefault(id, List.of()));
        rows.add(row);
        for (Map<String, String> run : seeds.getOrDefault(id, List.of())) {
          rows.add(seed(cell, row, run));
        }
      }
      List<TrackedRun> all = new ArrayList<>();
      all.add(whole(rows));
      all.addAll(rows);
      return new TrackedStudy(study.path("name").asText(studyId), all);
    }

    private TrackedRun whole(List<TrackedRun> rows) throws IOException {
      Status status =
          List.of(Status.RUNNING, Status.FAILED, Status.KILLED).stream()
              .filter(one -> rows.stream().anyMatch(row -> row.status() == one))
              .findFirst()
              .orElse(Status.FINISHED);
      TreeMap<String, String> params = new TreeMap<>();
      for (String key : List.of("seeds", "checkpoint", "device", "threads", "evaluation")) {
        flatten(key, study.path(key), params);
      }
      List<Point> points = new ArrayList<>();
      for (Map<String, String> line : lines.getOrDefault("", List.of())) {
        String dataset = line.getOrDefault("dataset", "");
        points.addAll(points("baseline/" + dataset + "/", line));
      }
      return run(studyId, "", study.path("name").asText(studyId), status, "study")
          .with(params, new TreeMap<>(), points, files.ofStudy());
    }

    private TrackedRun row(JsonNode cell, List<Map<String, String>> table) {
      String id = cell.path("cellId").asText();
      TreeMap<String, String> params = new TreeMap<>();
      flatten("", cell, params);
      SortedMap<String, String> tags = new TreeMap<>();
      List<Point> points = new ArrayList<>();
      Status status = Status.RUNNING;
      List<String> methods = new ArrayList<>();
      for (Map<String, String> line : table) {
        status = ofRow(line.getOrDefault("state", ""));
        for (String column :
            List.of(
                "reason",
                "synthetic",
                "split_id",
                "evaluation_key",
                "confidence",
                "resampling_unit")) {
          put(tags, "assay." + column, line.getOrDefault(column, ""));
        }
        if (!line.getOrDefault("method", "").isEmpty()) {
          methods.add("%s %s".formatted(metric(line), line.get("method")));
        }
        points.addAll(points("", line));
      }
      put(tags, "assay.interval_methods", String.join(", ", methods));
      List<Map<String, String>> trained = seeds.getOrDefault(id, List.of());
      String name =
          trained.isEmpty()
              ? cell.path("dataset").asText() + "/" + cell.path("backbone").asText()
              : parent(trained.getFirst().getOrDefault("files", ""));
      return run(studyId + "/" + id, studyId, name, status, "row")
          .with(params, tags, points, List.of());
    }

    private TrackedRun seed(JsonNode cell, TrackedRun row, Map<String, String> run)
        throws IOException {
      String seed = run.getOrDefault("seed", "");
      String path = run.getOrDefault("files", "");
      TreeMap<String, String> params = new TreeMap<>();
      flatten("", cell, params);
      params.put("seed", seed);
      TreeMap<String, String> tags = new TreeMap<>();
      for (String column : List.of("run_key", "scoring_key", "model_sha256")) {
        put(tags, "assay." + column, run.getOrDefault(column, ""));
      }
      List<Point> points = new ArrayList<>(epochs(path));
      for (Map<String, String> line : lines.getOrDefault(cell.path("cellId").asText(), List.of())) {
        ofSeed(line, seed).ifPresent(value -> points.add(new Point(metric(line), value, 0)));
      }
      Status status =
          "scored".equals(run.get("state"))
              ? Status.FINISHED
              : row.status() == Status.FINISHED ? Status.RUNNING : row.status();
      return run(row.key() + "/" + seed, row.key(), path, status, "seed")
          .with(params, tags, points, files.ofRun(path));
    }

    private List<Point> epochs(String path) {
      Path file = export.resolve("losses/" + path + ".csv");
      List<Point> points = new ArrayList<>();
      if (Files.isRegularFile(file)) {
        for (Map<String, String> line : Tables.read(file)) {
          long epoch = Long.parseLong(line.getOrDefault("epoch", ""));
          line.forEach(
              (column, value) -> {
                if (!column.equals("epoch") && !value.isEmpty()) {
                  points.add(new Point(column, number(value), epoch));
                }
              });
        }
      }
      return points;
    }

    private Draft run(String key, String parent, String name, Status status, String kind) {
      TreeMap<String, String> tags = new TreeMap<>();
      tags.put(KEY, key);
      tags.put(STUDY, studyId);
      tags.put("assay.kind", kind);
      tags.put("mlflow.source.name", "assay");
      tags.put("assay.version", Version.text());
      return new Draft(key, parent, name, status, tags);
    }
  }

  private record Draft(
      String key, String parent, String name, Status status, TreeMap<String, String> tags) {
    TrackedRun with(
        SortedMap<String, String> params,
        SortedMap<String, String> more,
        List<Point> points,
        List<Upload> files) {
      tags.putAll(more);
      return new TrackedRun(key, parent, name, status, params, tags, points, files);
    }
  }

  private static Status ofRow(String state) {
    return switch (state) {
      case "done" -> Status.FINISHED;
      case "failed" -> Status.FAILED;
      case "cancelled" -> Status.KILLED;
      default -> Status.RUNNING;
    };
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static void put(Map<String, String> tags, String name, String value) {
    if (!value.isEmpty()) {
      tags.put(name, value);
    }
  }

  /** The server accepts ASCII letters, digits and a few signs in names. */
  private static String metric(Map<String, String> line) {
    String finding = line.getOrDefault("finding", "");
    return line.getOrDefault("part", "")
        + "/"
        + line.getOrDefault("metric", "")
        + (finding.isEmpty() ? "" : "/" + accepted(finding));
  }

  /** Other signs as their code, so that two names stay two. */
  private static String accepted(String name) {
    return Pattern.compile("[^\\w .:-]")
        .matcher(name)
        .replaceAll(sign -> "_" + Integer.toHexString(sign.group().codePointAt(0)));
  }

  /** The mean over seeds, its interval and its spread, as far as they are defined. */
  private static List<Point> points(String before, Map<String, String> line) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("point", "");
    columns.put("lower", ".lower");
    columns.put("upper", ".upper");
    columns.put("seed_sd", ".seed_sd");
    List<Point> points = new ArrayList<>();
    columns.forEach(
        (column, suffix) -> {
          String value = line.getOrDefault(column, "");
          if (!value.isEmpty()) {
            points.add(new Point(before + metric(line) + suffix, number(value), 0));
          }
        });
    return points;
  }

  private static Optional<Double> ofSeed(Map<String, String> line, String seed) {
    List<String> seeds = List.of(line.getOrDefault("seeds", "").split(";", -1));
    List<String> values = List.of(line.getOrDefault("per_seed", "").split(";", -1));
    int at = seeds.indexOf(seed);
    return at < 0 || at >= values.size() || values.get(at).isEmpty()
        ? Optional.empty()
        : Optional.of(number(values.get(at)));
  }

  /** Zero has no sign: a server's database loses it. */
  private static double number(String text) {
    try {
      return Double.parseDouble(text) + 0.0;
    } catch (NumberFormatException e) {
      throw CliException.badInput("'%s' in the export is no number".formatted(text));
    }
  }

  /** {@code recipe.epochs: 30}; lists as they stand in JSON. */
  private static void flatten(String name, JsonNode value, Map<String, String> params) {
    if (value.isObject()) {
      Map<String, JsonNode> fields = new HashMap<>();
      value.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
      fields.forEach(
          (key, field) -> flatten(name.isEmpty() ? key : name + "." + key, field, params));
    } else if (!value.isMissingNode() && !value.isNull()) {
      params.put(name, value.isTextual() ? value.asText() : value.toString());
    }
  }
}
