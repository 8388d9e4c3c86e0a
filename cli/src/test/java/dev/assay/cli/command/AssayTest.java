// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.ExitCode;
import dev.assay.contracts.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssayTest {
  @TempDir Path folder;

  @Test
  void explainsEveryCommandAndExitCode() {
    Cli.Result help = Cli.run(folder, "--help");

    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains(
            "demo",
            "run",
            "data",
            "evaluate",
            "up",
            "status",
            "report",
            "cancel",
            "pause",
            "resume",
            "logs",
            "stop",
            "weights",
            "test");
    Arrays.stream(ExitCode.values())
        .forEach(code -> assertThat(help.out()).contains(code.number() + "  " + code.meaning()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "up",
        "status",
        "report",
        "cancel",
        "pause",
        "resume",
        "logs",
        "stop",
        "data list",
        "data show",
        "data versions",
        "data diff"
      })
  void everyCommandKnowsHomeServerAndJson(String command) {
    Cli.Result help = Cli.run(folder, (command + " --help").split(" "));

    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("--home", "--server", "--json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fly",
        "run",
        "run a.yaml --fast",
        "logs",
        "up --port many",
        "data",
        "data fly",
        "weights",
        "weights pull"
      })
  void refusesWhatItDoesNotUnderstandAsBadInput(String line) {
    Cli.Result result = Cli.run(folder, line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err()).isNotBlank();
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "report x",
        "cancel x",
        "pause x",
        "resume x",
        "logs x",
        "data list",
        "data diff x",
        "data show x"
      })
  void saysThatNoStackRuns(String line) {
    Cli.Result result = Cli.run(folder, withHome(line));

    assertThat(result.code()).isEqualTo(ExitCode.NO_STACK.number());
    assertThat(result.err()).contains("no stack runs on " + home(), "assay up");
    assertThat(home()).doesNotExist();
  }

  @Test
  void stoppingNothingIsNoFault() {
    Cli.Result result = Cli.run(folder, withHome("stop"));

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualToIgnoringNewLines("No stack was running.");
  }

  @Test
  void commonOptionsMayStandBeforeTheCommand() {
    Cli.Result before = Cli.run(folder, "--home", home().toString(), "status");
    Cli.Result behind = Cli.run(folder, "status", "--home", home().toString());

    assertThat(before).isEqualTo(behind);
    assertThat(before.err()).contains("no stack runs on " + home());
  }

  @Test
  void optionBehindTheCommandWins() {
    Cli.Result result =
        Cli.run(folder, "--home", folder.toString(), "status", "--home", home().toString());

    assertThat(result.err()).contains("no stack runs on " + home());
  }

  @Test
  void refusesAnOptionBeforeACommandThatDoesNotHaveIt() {
    Cli.Result result = Cli.run(folder, "--server", "http://127.0.0.1:1", "weights", "list");

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err()).contains("--server is not an option of 'assay weights list'");
  }

  @Test
  void namesEveryFaultOfAStudyAtOnce() throws Exception {
    Path study = folder.resolve("study.yaml");
    Files.writeString(
        study,
        """
        name: x
        datasets:
          - {name: a, layout: spiral}
        backbones: [resnet5000]
        colour: blue
        """);

    Cli.Result result = Cli.run(folder, "run", study.toString(), "--home", home().toString());

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err())
        .contains(study.toString(), "3 faults")
        .contains("datasets[0].layout", "'spiral'", "csv, folder, ham10000")
        .contains("backbones[0]", "'resnet5000'", "mobilenet_v2")
        .contains("colour", "accepted keys");
    assertThat(home()).doesNotExist();
  }

  @Test
  void refusesAMissingFolderOfImagesBeforeAnythingStarts() throws Exception {
    Path study = writeStudy();

    Cli.Result result =
        Cli.run(
            folder, "run", study.toString(), "--images", "/nowhere", "--home", home().toString());

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err()).contains("--images", "'/nowhere'", "there is no such folder");
    assertThat(home()).doesNotExist();
  }

  @Test
  void tellsFaultsAsOneDocumentToo() {
    Cli.Result result = Cli.run(folder, "run", "gone.yaml", "--json");

    JsonNode document = Json.read(result.out(), JsonNode.class);
    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(document.path("exitCode").asInt()).isEqualTo(2);
    assertThat(document.path("error").asText()).contains("gone.yaml");
  }

  @Test
  void saysWhichJarIsMissingAndLeavesNoStackBehind() throws Exception {
    Path images = Files.createDirectory(folder.resolve("images"));

    Cli.Result result =
        Cli.run(
            folder,
            "run",
            writeStudy().toString(),
            "--images",
            images.toString(),
            "--home",
            home().toString());

    assertThat(result.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(result.err()).contains("quarkus-run.jar is missing");
    assertThat(Cli.run(folder, withHome("status")).code()).isEqualTo(ExitCode.NO_STACK.number());
  }

  private Path writeStudy() throws Exception {
    Path study = folder.resolve("study.yaml");
    Files.writeString(
        study,
        """
        name: x
        datasets: [{name: a, layout: folder}]
        pretrained: none
        backbones: [mobilenet_v2]
        """);
    return study;
  }

  private String[] withHome(String line) {
    return (line + " --home " + home()).split(" ");
  }

  private Path home() {
    return folder.resolve("home");
  }
}
