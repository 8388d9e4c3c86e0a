// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.cli.ExitCode;
import dev.assay.contracts.Json;
import dev.assay.datasets.phantom.PhantomChestXrays;
import dev.assay.processes.ChildEnvironment;
import dev.assay.processes.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same images are the same data set in whatever surroundings a person's machine has. */
class SurroundingsTest {
  private static final Map<String, String> UTF_8 =
      Map.of(ChildEnvironment.LOCALE, ChildEnvironment.UTF_8, "LANG", "C");

  @TempDir Path folder;

  private record Result(int code, String out, String err) {
    ObjectNode document() {
      return (ObjectNode) Json.read(out, JsonNode.class);
    }
  }

  @Test
  void readsTheSameDataSetInEveryLocaleUnderEveryUmaskAndFromAReadOnlyFolder() throws Exception {
    Path images = folder.resolve("Röntgen bilder/der Station 3");
    PhantomChestXrays.standard().write(images);
    Files.move(
        images.resolve("train/NORMAL/IM-0003-0001.png"),
        images.resolve("train/NORMAL/IM-0003-0001 – Müller Straße.png"));
    ObjectNode plain = inspect(UTF_8, List.of(), "022", images).document();
    assertThat(plain.path("images").asInt()).isEqualTo(120);

    // Commas for points, a Turkish i, and another calendar must not reach a number or a name.
    for (List<String> language :
        List.of(
            List.of("-Duser.language=de", "-Duser.country=DE"),
            List.of("-Duser.language=tr", "-Duser.country=TR"),
            List.of("-Duser.language=th", "-Duser.country=TH"))) {
      assertThat(inspect(UTF_8, language, "022", images).document()).isEqualTo(plain);
    }
    assertThat(inspect(UTF_8, List.of(), "077", images).document()).isEqualTo(plain);
    readOnly(images, true);
    try {
      assertThat(inspect(UTF_8, List.of(), "022", images).document()).isEqualTo(plain);
    } finally {
      readOnly(images, false);
    }
  }

  @Test
  void namesTheFolderWhoseNamesItCannotReadWhereThereIsNoUtf8() throws Exception {
    Path images = folder.resolve("images");
    PhantomChestXrays.standard().write(images);
    Path place = images.resolve("train/NORMAL");
    Files.move(place.resolve("IM-0003-0001.png"), place.resolve("Müller.png"));

    // As if somebody started the program without the script.
    Result result = inspect(Map.of(ChildEnvironment.LOCALE, "C"), List.of(), "022", images);

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err())
        .contains(place + " has 1 files or folders whose names are no text in ANSI_X3.4-1968");
  }

  private Result inspect(
      Map<String, String> environment, List<String> options, String umask, Path images)
      throws Exception {
    List<String> words =
        new ArrayList<>(List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
    words.addAll(
        JavaCommand.main(Assay.class.getName(), List.of(System.getProperty("java.class.path")))
            .options("-XX:TieredStopAtLevel=1", "-Dassay.root=" + folder)
            .options(options)
            .arguments("data", "inspect", images.toString(), "--layout", "kermany", "--json")
            .words());
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return new Result(code, Files.readString(out), Files.readString(err));
  }

  private static void readOnly(Path images, boolean set) throws Exception {
    try (Stream<Path> files = Files.walk(images)) {
      for (Path file : files.toList()) {
        String writer = set ? "-" : "w";
        String enter = Files.isDirectory(file) ? "x" : "-";
        Files.setPosixFilePermissions(
            file, PosixFilePermissions.fromString("r" + writer + enter + "------"));
      }
    }
  }
}
