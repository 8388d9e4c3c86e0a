// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.ExitCode;
import dev.assay.cli.client.ReportFormat;
import dev.assay.contracts.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that follow and repeat what a stack does. */
class RunsCommandsTest {
  private static final String LARGE = "bbbbbbbbbbbb";
  private static final String LISTED =
      """
      {"studyId":"%s","name":"large","state":"running","total":3,"done":1,"failed":1}\
      """
          .formatted(LARGE);

  @TempDir Path folder;

  @Test
  void listsTheRunsOfAStudyWithTheirTimes() throws Exception {
    try (FakeEntry entry = new FakeEntry("running")) {
      command(entry, "status", "x");

      Cli.Result text = command(entry, "runs", "x");
      Cli.Result json = command(entry, "runs", FakeEntry.STUDY, "--json");

      assertThat(text.code()).as(text.err()).isZero();
      assertThat(text.out().lines().map(String::strip))
          .anyMatch(line -> line.matches("abc +MobileNetV2 frozen +1 +training +3/10 +1:15"));
      JsonNode run = Json.read(json.out(), JsonNode.class).path(0);
      assertThat(run.path("run").asText()).isEqualTo("abc");
      assertThat(run.path("seconds").asDouble()).isEqualTo(75.2);
      assertThat(run.path("epochs").asInt()).isEqualTo(10);
    }
  }

  @Test
  void retrySaysUnderWhichIdAndHowToFollow() throws Exception {
    try (FakeEntry entry = new FakeEntry("failed-cells")) {
      Cli.Result text = command(entry, "retry", "x");
      Cli.Result json = command(entry, "retry", "x", "--json");

      assertThat(text.code()).as(text.err()).isZero();
      assertThat(text.out())
          .isEqualTo(
              "Study %1$s-2 tries again what has no result in %1$s.%n".formatted(FakeEntry.STUDY));
      assertThat(text.err())
          .contains(
              "assay status %s-2 --watch --server %s".formatted(FakeEntry.STUDY, entry.url()));
      assertThat(Json.read(json.out(), JsonNode.class).path("retryOf").asText())
          .isEqualTo(FakeEntry.STUDY);
    }
  }

  @ParameterizedTest
  @CsvSource({"done, 0", "failed-cells, 1", "cancelled, 4"})
  void watchEndsWithTheStudyAndItsExitCode(String end, int code) throws Exception {
    try (FakeEntry entry = new FakeEntry(end)) {
      Cli.Result result = command(entry, "status", "x", "--watch");

      assertThat(result.code()).as(result.err()).isEqualTo(code);
      assertThat(result.err()).contains("Study x is " + FakeEntry.STUDY, "epoch 3/10  loss 0.500");
      assertThat(result.out())
          .contains("Study " + FakeEntry.STUDY + ": " + end)
          .contains("assay report " + FakeEntry.STUDY + " --server " + entry.url());
    }
  }

  @Test
  void watchWithoutANameNeedsOneRunningStudy() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      Cli.Result result = command(entry, "status", "--watch");

      assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(result.err()).isEqualTo("assay: no study is running; give the study to watch\n");
    }
  }

  @Test
  void followedLogIsPrintedOnceAndEndsWithItsRun() throws Exception {
    try (FakeEntry entry = new FakeEntry("running")) {
      Cli.Result result = command(entry, "logs", "growing", "--follow");
      Cli.Result json = command(entry, "logs", "growing", "--follow", "--json");

      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.out()).isEqualTo("epoch 1\nepoch 2\nepoch 3\nend\n");
      assertThat(result.err()).isEqualTo("waiting for the run to begin\n");
      assertThat(json.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    }
  }

  @Test
  void compareNeedsAnEarlierStudy() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      Cli.Result result = command(entry, "compare", "x");

      assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(result.err()).contains("is the first study of its name");
    }
  }

  @Test
  void comparesAStudyWithTheOneOfItsNameBefore() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      String earlier = "ba9876543210";
      String list =
          "{\"studyId\":\"%s\",\"name\":\"x\",\"state\":\"done\",\"total\":0,\"done\":0,\"failed\":0}";
      entry.more.put(
          "GET /studies",
          "[%s,%s,%s]"
              .formatted(
                  list.formatted(FakeEntry.STUDY),
                  list.formatted("aaaaaaaaaaaa").replace("\"x\"", "\"other\""),
                  list.formatted(earlier)));
      entry.more.put("GET /studies/" + earlier, list.formatted(earlier));
      entry.more.put(
          "GET /studies/" + earlier + "/report.json",
          "{\"studyId\":\"%s\",\"sections\":[]}".formatted(earlier));

      Cli.Result result = command(entry, "compare", "x", "--json");
      Cli.Result unknown = command(entry, "compare", earlier, "x", "--metric", "acuracy");

      assertThat(result.code()).as(result.err()).isZero();
      assertThat(Json.read(result.out(), JsonNode.class).path("before").asText())
          .isEqualTo(earlier);
      assertThat(unknown.err()).contains("the study has no metric 'acuracy'");
    }
  }

  private static String cell(int number, String state) {
    return """
    {"cellId":"c%d","label":"Model %d","dataset":"a","state":"%s",
     "seeds":[{"seed":1,"stage":"%s"}]}\
    """
        .formatted(number, number, state, state);
  }

  private static String large(int matching, String... cells) {
    return """
    {"studyId":"%s","name":"large","state":"running","total":3,"done":1,"failed":1,
     "matching":%d,"cells":[%s]}\
    """
        .formatted(LARGE, matching, String.join(",", cells));
  }

  /** The server has this study alone. */
  private static void list(FakeEntry entry, String study) {
    entry.more.put("GET /studies", "[" + LISTED + "]");
    entry.more.put("GET /studies/" + LARGE, study);
  }

  @Test
  void ofALargeStudyAStatusShowsWhatIsAtWorkAndRunsAreAll() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      String study = "GET /studies/" + LARGE;
      list(entry, large(3, cell(1, "done")));
      entry.more.put(study + "?state=running", large(1, cell(3, "running")));
      entry.more.put(study + "?limit=5000&offset=1", large(3, cell(2, "failed")));
      entry.more.put(study + "?limit=5000&offset=2", large(3, cell(3, "running")));
      entry.more.put("GET /runs?study=" + LARGE, "[]");

      Cli.Result status = command(entry, "status", "large");
      Cli.Result runs = command(entry, "runs", "large");

      assertThat(status.code()).as(status.err()).isZero();
      assertThat(status.out())
          .contains("1 of 3 cells done, 1 failed", "Model 3")
          .doesNotContain("Model 1", "Model 2");
      assertThat(runs.code()).as(runs.err()).isZero();
      assertThat(runs.out()).contains("Model 1", "Model 2", "Model 3");
    }
  }

  @Test
  void ofAStudyTooLargeForADocumentOnlyTheTableForProgramsIsWritten() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      String study = "GET /studies/" + LARGE;
      list(entry, large(3, cell(1, "done")));
      for (ReportFormat format : ReportFormat.values()) {
        String request = study + "/report." + format.extension();
        entry.more.put(request, "{\"title\":\"no\",\"detail\":\"it has 3 cells, at most 2\"}");
        entry.statuses.put(request, 422);
      }
      entry.more.put(study + "/report.csv", "a,b\n1,\u00fc\n");
      entry.statuses.put(study + "/report.csv", 200);
      Path out = folder.resolve("out");

      Cli.Result written = command(entry, "report", "large", "--out", out.toString());
      Cli.Result json = command(entry, "report", "large", "--out", out.toString(), "--json");
      Cli.Result printed = command(entry, "report", "large", "--format", "csv");
      Cli.Result refused = command(entry, "report", "large", "--format", "tex");

      assertThat(written.err()).contains("it has 3 cells, at most 2").hasLineCount(2);
      assertThat(written.out()).contains("All numbers: ", "report.csv");
      try (Stream<Path> files = Files.list(out.resolve("large-" + LARGE))) {
        assertThat(files.map(file -> file.getFileName().toString()).toList())
            .containsExactly("report.csv");
      }
      JsonNode document = Json.read(json.out(), JsonNode.class);
      assertThat(document.path("files").path("csv").asText()).endsWith("report.csv");
      assertThat(document.has("report")).isFalse();
      assertThat(printed.out()).isEqualTo("a,b\n1,\u00fc\n");
      assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(refused.err()).contains("it has 3 cells, at most 2");
    }
  }

  @Test
  void findsAStudyThatIsOlderThanAThousandOthers() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      List<String> newer = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        newer.add(LISTED.replace(LARGE, "%012x".formatted(i)).replace("large", "other"));
      }
      entry.more.put("GET /studies", "[" + String.join(",", newer) + "]");
      entry.more.put("GET /studies?limit=1000&offset=1000", "[" + LISTED + "]");
      entry.more.put("GET /studies/" + LARGE, large(1, cell(3, "running")));
      entry.more.put("GET /studies/" + LARGE + "?state=running", large(1, cell(3, "running")));

      Cli.Result status = command(entry, "status", "large");

      assertThat(status.code()).as(status.err()).isZero();
      assertThat(status.out()).contains(LARGE, "Model 3");
    }
  }

  private Cli.Result command(FakeEntry entry, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", entry.url(), "--token", FakeEntry.TOKEN));
    return Cli.run(folder, all.toArray(String[]::new));
  }
}
