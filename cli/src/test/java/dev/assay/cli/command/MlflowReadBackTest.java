// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.ExitCode;
import dev.assay.contracts.Hash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against a real tracking server, read back. Optional: {@code -Dmlflow=PATH} of the program, or
 * {@code mlflow} on the path.
 */
class MlflowReadBackTest {
  @TempDir static Path data;
  private static RealTracking tracking;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    tracking = RealTracking.start(data);
  }

  @AfterAll
  static void stop() {
    if (tracking != null) {
      tracking.close();
    }
  }

  @Test
  void keepsEveryBitAndRepetitionChangesNothing() throws Exception {
    TrackedSample sample = new TrackedSample();

    Cli.Result first = export(sample, tracking.url());
    Map<String, JsonNode> runs = runs(TrackedSample.STUDY);
    Map<String, List<JsonNode>> histories = histories(runs);
    Cli.Result again = export(sample, tracking.url());

    assertThat(first.err()).isEmpty();
    assertThat(first.out())
        .startsWith("7 runs and 12 files in experiment 'phantom-study': " + tracking.url());
    assertThat(again.out()).startsWith("7 runs and 12 files").contains(" (7 were there): ");
    assertThat(runs(TrackedSample.STUDY)).isEqualTo(runs);
    assertThat(histories(runs)).isEqualTo(histories);

    String longest = id(runs, TrackedSample.LONG);
    List<String> lines = sample.files.get("losses/" + TrackedSample.LONG + ".csv").lines().toList();
    List<String> columns = List.of(lines.get(0).split(","));
    for (String column : columns.subList(1, columns.size())) {
      List<JsonNode> points = histories.get(longest + " " + column);
      assertThat(points).hasSize(TrackedSample.EPOCHS);
      Map<Long, Double> byEpoch = new TreeMap<>();
      points.forEach(p -> byEpoch.put(p.path("step").asLong(), p.path("value").doubleValue()));
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split(",");
        double sent = Double.parseDouble(cells[columns.indexOf(column)]);
        double kept = byEpoch.get(Long.parseLong(cells[0]));
        assertThat(Double.doubleToRawLongBits(kept))
            .as(line)
            .isEqualTo(Double.doubleToRawLongBits(sent));
      }
    }
  }

  @Test
  void nestsSeedsInRowsAndTellsWhatAReaderLooksFor() throws Exception {
    export(new TrackedSample(), tracking.url(), "--experiment", "nested: a/b");

    Map<String, JsonNode> runs = runs("nested: a/b");
    String row = "phantom/mobilenet_v2_frozen";
    assertThat(runs.keySet())
        .containsExactlyInAnyOrder(
            TrackedSample.STUDY,
            row,
            row + "/seed-1",
            row + "/seed-2",
            "phantom/mobilenet_v2_tuned",
            "phantom/mobilenet_v2_tuned/seed-1",
            TrackedSample.LONG);
    assertThat(runs.values()).allMatch(run -> run.at("/info/status").asText().equals("FINISHED"));
    assertThat(pairs(runs.get(row + "/seed-1"), "tags"))
        .containsEntry("mlflow.parentRunId", id(runs, row))
        .containsKeys("assay.run_key", "assay.model_sha256");
    assertThat(pairs(runs.get(row), "tags"))
        .containsEntry("mlflow.parentRunId", id(runs, TrackedSample.STUDY))
        .containsEntry("assay.synthetic", "true");
    assertThat(pairs(runs.get(row), "params"))
        .containsEntry("backbone", "mobilenet_v2")
        .containsEntry("recipe.learningRate", "1.0E-4")
        .containsEntry("preprocessing.mean", "[0.485,0.456,0.406]");
    assertThat(pairs(runs.get(row + "/seed-1"), "params")).containsEntry("seed", "1");
    assertThat(pairs(runs.get(row), "metrics"))
        .containsEntry("test/accuracy", "0.75")
        .containsEntry("test/accuracy.lower", "0.625")
        .containsEntry("test/accuracy.upper", "0.875");
    assertThat(pairs(runs.get(TrackedSample.STUDY), "metrics"))
        .containsEntry("baseline/phantom/test/accuracy", "0.5");
    assertThat(
            new String(
                tracking.file(id(runs, row + "/seed-1"), "models/model.safetensors"),
                StandardCharsets.UTF_8))
        .isEqualTo("model");
  }

  /** Nothing of single images goes there unless somebody asks for it. */
  @Test
  void keepsPredictionsAtHomeUnlessTheyAreNamed() throws Exception {
    export(new TrackedSample(), tracking.url(), "--experiment", "usual");
    export(
        new TrackedSample(),
        tracking.url(),
        "--experiment",
        "all",
        "-o",
        folder.resolve("out").toString(),
        "--artifacts",
        "predictions");

    String path = "predictions/seed-1.test.csv";
    String run = "phantom/mobilenet_v2_frozen/seed-1";
    String usual = new String(tracking.file(id(runs("usual"), run), path), StandardCharsets.UTF_8);
    String asked = new String(tracking.file(id(runs("all"), run), path), StandardCharsets.UTF_8);
    assertThat(usual).doesNotContain("prob_normal");
    assertThat(asked).startsWith("image_id,group,part,");
    assertThat(folder.resolve("out/runs.csv")).exists();
  }

  @Test
  void aServerThatGoesAwayInTheMiddleGetsTheRestByTheSameCommand() throws Exception {
    for (int requests : List.of(3, 20)) {
      String experiment = "broken off after " + requests;
      try (FakeTracking front = FakeTracking.inFrontOf(tracking.url(), requests)) {
        Cli.Result broken = export(new TrackedSample(), front.url(), "--experiment", experiment);

        assertThat(broken.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
        assertThat(broken.err())
            .contains("what was sent is kept, and the same command again sends the rest");
      }
      Cli.Result rest = export(new TrackedSample(), tracking.url(), "--experiment", experiment);

      assertThat(rest.code()).as(rest.err()).isZero();
      assertThat(runs(experiment)).hasSize(7);
    }
  }

  @Test
  void refusesToChangeARunBeforeAnythingIsWritten() throws Exception {
    export(new TrackedSample(), tracking.url(), "--experiment", "changed");
    Map<String, JsonNode> before = runs("changed");

    Cli.Result param =
        export(
            new TrackedSample().with("study.json", "\"batchSize\" : 32", "\"batchSize\" : 64"),
            tracking.url(),
            "--experiment",
            "changed");
    Cli.Result metric =
        export(
            new TrackedSample()
                .with(
                    "report/report.csv", "test,accuracy,0.75,0.625,", "test,accuracy,0.75,0.626,"),
            tracking.url(),
            "--experiment",
            "changed");

    assertThat(param.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(param.err())
        .contains("has parameter recipe.batchSize '32', the export has '64'")
        .contains("delete it, or name another --experiment");
    assertThat(metric.err())
        .contains("test/accuracy.lower '0.625 at step 0', the export has '0.626 at step 0'");
    assertThat(runs("changed")).isEqualTo(before);
  }

  @Test
  void shortensInTheOpenWhatTheServerCutsInSilence() throws Exception {
    String longText = "\\u00e4x".repeat(7000);
    TrackedSample sample =
        new TrackedSample().with("study.json", "\"linear\"", "\"" + longText + "\"");

    Cli.Result result = export(sample, tracking.url(), "--experiment", "long");

    assertThat(result.code()).as(result.err()).isZero();
    String whole = "\u00e4x".repeat(7000);
    assertThat(pairs(runs("long").get(TrackedSample.LONG), "params").get("head"))
        .hasSize(6000)
        .startsWith("\u00e4x\u00e4x")
        .endsWith("[shortened from 14000 characters, SHA-256 " + Hash.ofText(whole) + "]");
  }

  @Test
  void saysThatAServerDoesNotAcceptItsName() throws Exception {
    Cli.Result result = export(new TrackedSample(), tracking.foreignUrl());

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err()).contains("does not accept this name for itself (status 403)");
  }

  private Cli.Result export(TrackedSample sample, String url, String... more) throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      entry.export = sample.zip();
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "export", FakeEntry.STUDY, "--server", entry.url(), "--token", FakeEntry.TOKEN));
      arguments.addAll(List.of("--mlflow", url));
      Stream.of(more).forEach(arguments::add);
      return Cli.run(folder, arguments.toArray(String[]::new));
    }
  }

  /** By their names, without what changes by looking. */
  private static Map<String, JsonNode> runs(String experiment) throws Exception {
    Map<String, JsonNode> runs = new TreeMap<>();
    tracking
        .search(experiment)
        .forEach(run -> assertThat(runs.put(run.at("/info/run_name").asText(), run)).isNull());
    return runs;
  }

  private static Map<String, List<JsonNode>> histories(Map<String, JsonNode> runs)
      throws Exception {
    Map<String, List<JsonNode>> histories = new HashMap<>();
    for (JsonNode run : runs.values()) {
      String id = run.at("/info/run_id").asText();
      for (String metric : pairs(run, "metrics").keySet()) {
        histories.put(id + " " + metric, tracking.history(id, metric));
      }
    }
    return histories;
  }

  private static String id(Map<String, JsonNode> runs, String name) {
    return runs.get(name).at("/info/run_id").asText();
  }

  private static Map<String, String> pairs(JsonNode run, String kind) {
    Map<String, String> pairs = new TreeMap<>();
    run.path("data")
        .path(kind)
        .forEach(pair -> pairs.put(pair.path("key").asText(), pair.path("value").asText()));
    return pairs;
  }
}
