// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.ExitCode;
import dev.assay.contracts.Json;
import dev.assay.embedded.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands against a stack elsewhere. */
class ServerTest {
  private static final String STUDY =
      """
      name: x
      datasets: [{name: a, layout: folder}]
      pretrained: none
      backbones: [mobilenet_v2]
      """;

  @TempDir Path folder;
  private Path study;
  private Path images;

  @BeforeEach
  void writeStudy() throws Exception {
    study = Files.writeString(folder.resolve("study.yaml"), STUDY);
    images = folder.resolve("images");
    Files.createDirectories(images.resolve("x"));
    Files.writeString(images.resolve("x/1.png"), "one");
    Files.createDirectories(images.resolve("y"));
    Files.writeString(images.resolve("y/2.png"), "two");
  }

  @Test
  void sendsImagesAndStudyFollowsItAndWritesEveryReport() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      Cli.Result result = run(entry);

      assertThat(result.code()).as(result.err()).isZero();
      assertThat(entry.zipEntries("PUT /datasets/a/upload?layout=folder"))
          .containsExactly("x/1.png", "y/2.png");
      assertThat(new String(entry.bodies.get("POST /studies"), StandardCharsets.UTF_8))
          .isEqualTo(STUDY);
      assertThat(result.out()).contains("the md report");
      assertThat(result.err())
          .contains("4 images of 3 patients", "1 left out: corrupt", "few patients", "a note")
          .contains("MobileNetV2 frozen  training  [######--------------]  epoch 3/10  loss 0.500");
      Path written = folder.resolve("out").resolve("x-" + FakeEntry.STUDY);
      assertThat(written.resolve("report.tex")).hasContent("the tex report");
      assertThat(written.resolve("report.legacy.tex")).hasContent("the legacy.tex report");
      try (var files = Files.list(written)) {
        assertThat(files).hasSize(10);
      }
    }
  }

  @Test
  void terminalGetsATableDrawnForItAndIsToldWhereTheRestIs() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      Cli.Result result = onTerminal(entry);

      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.out())
          .contains("the drawn report")
          .containsPattern("report\\.md; beside it: \\.tex\\s\\.csv\\s\\.json\\s\\.txt")
          .doesNotContain("the md report");
      assertThat(result.err().substring(result.err().lastIndexOf("[J"))).contains("done, 0:0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "md"})
  void formatThatIsAskedForIsPrintedAsItIs(String format) throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      Cli.Result result = onTerminal(entry, "--format", format);

      assertThat(result.out()).isEqualTo("the " + format + " report\n");
    }
  }

  @Test
  void sendsWithImagesHowTheyAreRead() throws Exception {
    Files.writeString(
        study,
        STUDY.replace(
            "layout: folder",
            "layout: folder, decoding: {orientation: apply, sixteen-bit: min-max}"));
    try (FakeEntry entry = new FakeEntry("done")) {
      Cli.Result result = run(entry);

      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.err()).contains("  5 images\n").doesNotContain("5 images of");
      assertThat(
              entry.zipEntries(
                  "PUT /datasets/a/upload?layout=folder&orientation=apply&sixteen-bit=min-max"))
          .containsExactly("x/1.png", "y/2.png");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void warnsOnceOfAKeyUnderItsEarlierName(boolean dryRun) throws Exception {
    Files.writeString(
        study, STUDY.replace("layout: folder", "layout: folder, reading: {orientation: apply}"));
    try (FakeEntry entry = new FakeEntry("done")) {
      Cli.Result result = dryRun ? run(entry, "--dry-run") : run(entry);

      assertThat(result.err())
          .containsOnlyOnce("warning: datasets[0].reading: the key 'reading' is now called");
    }
  }

  @ParameterizedTest
  @CsvSource({"done, 0", "failed-cells, 1", "cancelled, 4"})
  void endsWithTheCodeOfTheStudysEnd(String state, int code) throws Exception {
    try (FakeEntry entry = new FakeEntry(state)) {
      Cli.Result result = run(entry, "--json");

      JsonNode document = Json.read(result.out(), JsonNode.class);
      assertThat(result.code()).isEqualTo(code);
      assertThat(document.path("exitCode").asInt()).isEqualTo(code);
      assertThat(document.path("state").asText()).isEqualTo(state);
      assertThat(document.path("report").path("format").asText()).isEqualTo("json");
      assertThat(Path.of(document.path("files").path("tex").asText())).exists();
    }
  }

  @Test
  void showsWhyACellFailed() throws Exception {
    try (FakeEntry entry = new FakeEntry("failed-cells")) {
      assertThat(run(entry).err()).contains("MobileNetV2 frozen failed: the disk is full");
    }
  }

  @Test
  void saysWhyCellsWereNotComparedAndWaitsNoLonger() throws Exception {
    try (FakeEntry entry = new FakeEntry(FakeEntry.NOT_COMPARED)) {
      Cli.Result result = run(entry);

      assertThat(result.err()).contains("comparison failed: a: the store fails");
      assertThat(result.code()).isEqualTo(1);
      // not yet, running, and the end
      assertThat(entry.requests.stream().filter(("GET /studies/" + FakeEntry.STUDY)::equals))
          .hasSize(3);
    }
    try (FakeEntry entry = new FakeEntry(FakeEntry.NOT_COMPARED)) {
      JsonNode document = Json.read(run(entry, "--json").out(), JsonNode.class);

      assertThat(document.path("exitCode").asInt()).isEqualTo(1);
      assertThat(document.path("failedComparisons").get(0).asText())
          .isEqualTo("a: the store fails");
    }
  }

  @Test
  void waitsForAServiceThatIsBeingRestarted() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      entry.restarting.set(3);

      assertThat(run(entry).code()).isZero();
      assertThat(entry.requests).contains("POST /studies");
    }
  }

  @Test
  void saysThatTheTokenIsWrong() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      Cli.Result result = Cli.run(folder, "status", "--server", entry.url(), "--token", "guessed");

      assertThat(result.code()).isEqualTo(ExitCode.NO_STACK.number());
      assertThat(result.err()).contains("refuses the token", "ASSAY_TOKEN");
    }
  }

  @Test
  void saysThatNobodyListens() {
    String url = "http://127.0.0.1:" + FreePorts.find();

    Cli.Result result = Cli.run(folder, "status", "--server", url);

    assertThat(result.code()).isEqualTo(ExitCode.NO_STACK.number());
    assertThat(result.err()).contains(url, "nothing listens there");
  }

  @Test
  void passesOnTheServersFaults() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      Cli.Result result = command(entry, "logs", "unknown");

      assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(result.err()).contains("some.field: 'v': must be w");
    }
  }

  @Test
  void showsStudiesLogsAndReports() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      assertThat(command(entry, "status").out()).contains(FakeEntry.STUDY + "  done  x");
      assertThat(command(entry, "logs", "abc").out()).isEqualTo("line 1\nline 2\n");
      assertThat(command(entry, "report", "x", "--format", "csv").out())
          .isEqualTo("the csv report\n");
      assertThat(command(entry, "cancel", "0123").out())
          .contains("Study " + FakeEntry.STUDY + " is being cancelled");
      Cli.Result late = command(entry, "resume", "0123");
      assertThat(late.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(late.err()).contains("has ended (done): there is nothing to resume");
    }
    try (FakeEntry entry = new FakeEntry("running")) {
      assertThat(command(entry, "pause", "0123").out())
          .contains("Study " + FakeEntry.STUDY + " is paused");
      assertThat(command(entry, "resume", "0123").out())
          .contains("Study " + FakeEntry.STUDY + " continues");
    }
  }

  @Test
  void namesTheAcceptedFormats() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      Cli.Result result = command(entry, "report", "x", "--format", "docx");

      assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(result.err())
          .contains(
              "'docx'",
              "tex, csv, json, md, txt, comparisons.csv, subgroups.csv, robustness.csv,"
                  + " legacy.txt, legacy.tex");
    }
  }

  private Cli.Result run(FakeEntry entry, String... more) {
    return command(entry, arguments(more));
  }

  private Cli.Result onTerminal(FakeEntry entry, String... more) {
    return Cli.onTerminal(folder, 80, withServer(entry, arguments(more)));
  }

  private String[] arguments(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                study.toString(),
                "--images",
                images.toString(),
                "--out",
                folder.resolve("out").toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private Cli.Result command(FakeEntry entry, String... arguments) {
    return Cli.run(folder, withServer(entry, arguments));
  }

  private static String[] withServer(FakeEntry entry, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", entry.url(), "--token", FakeEntry.TOKEN));
    return all.toArray(String[]::new);
  }
}
