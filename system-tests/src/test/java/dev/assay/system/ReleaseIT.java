// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release archive of this checkout, unpacked on a machine that has a JDK and no Maven. */
@Tag("long")
class ReleaseIT {
  /** What the script and PostgreSQL need of a system. */
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "sed",
          "head",
          "dirname",
          "readlink",
          "cat",
          "cut",
          "stty",
          "true",
          "unshare",
          "setpriv");

  @TempDir Path folder;

  @Test
  void runsTheDemoInAnEmptyHomeWithoutMaven() throws Exception {
    Optional<Path> maven = onPath("mvn");
    if (maven.isEmpty()) {
      System.err.println("SKIPPED: mvn is not on the PATH, so no release can be made");
    }
    Assumptions.assumeTrue(maven.isPresent(), "mvn is not on the PATH");
    Path archives = folder.resolve("archives");
    AssayCommand.Result dist =
        new AssayCommand(folder, Map.of("ASSAY_MAVEN", maven.orElseThrow().toString()))
            .run("dist", "--out", archives.toString(), "--json");
    assertThat(dist.exit()).as(dist.err()).isZero();
    Path archive = Path.of(dist.document().path("archive").asText());
    assertThat(run(folder, Map.of(), "tar", "-xzf", archive.toString())).isZero();
    String name = archive.getFileName().toString();
    Path release = folder.resolve(name.substring(0, name.length() - ".tar.gz".length()));

    int code =
        run(
            Files.createDirectory(folder.resolve("elsewhere")),
            Map.of(
                "PATH", tools().toString(),
                "JAVA_HOME", System.getProperty("java.home"),
                "HOME", folder.toString(),
                "ASSAY_HOME", folder.resolve("home/assay").toString()),
            release.resolve("assay").toString(),
            "demo");

    assertThat(code).as(said()).isZero();
    assertThat(said())
        .contains("| mobilenet\\_v2 | fine-tuned |", "LaTeX, CSV, JSON and Markdown are in")
        .doesNotContain("building");
    assertThat(release.resolve("target")).doesNotExist();
    assertThat(folder.resolve("home/assay-demo")).doesNotExist();
  }

  /** A folder with the named programs and no others. */
  private Path tools() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String tool : TOOLS) {
      Optional<Path> program = onPath(tool);
      if (program.isPresent()) {
        Files.createSymbolicLink(bin.resolve(tool), program.get());
      }
    }
    return bin;
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private int run(Path directory, Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(words)))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    if (!environment.isEmpty()) {
      builder.environment().clear();
      builder.environment().putAll(environment);
    }
    Process process = builder.start();
    if (!process.waitFor(15, TimeUnit.MINUTES)) {
      process.destroy();
      throw new AssertionError("still running: " + said());
    }
    return process.exitValue();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }
}
