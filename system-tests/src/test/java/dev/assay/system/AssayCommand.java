// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.processes.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The {@code assay} command as a process of its own, as the script at the root starts it. */
final class AssayCommand {
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private final Path root = Path.of(System.getProperty("assay.root"));
  private final Path folder;
  private final Map<String, String> environment;
  private int runs;

  /**
   * @param folder working directory, where results go
   */
  AssayCommand(Path folder) {
    this(folder, Map.of());
  }

  /**
   * @param environment beside what this process has; the stack inherits it
   */
  AssayCommand(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  /** What the command left: its exit code, its document, and what it said to the person. */
  record Result(int exit, String out, String err) {
    JsonNode document() {
      return Json.read(out, JsonNode.class);
    }
  }

  Result run(String... arguments) {
    return start(arguments).await();
  }

  Running start(String... arguments) {
    int number = ++runs;
    Path out = folder.resolve("out-" + number + ".txt");
    Path err = folder.resolve("err-" + number + ".txt");
    List<String> words =
        new ArrayList<>(
            JavaCommand.main(
                    "dev.assay.cli.command.Assay",
                    List.of(root.resolve("cli/target/cli.jar").toString(), lib()))
                .options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dassay.root=" + root)
                .words());
    words.addAll(List.of(arguments));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      // The homes of the tests are temporary, and the engine need not be unpacked for each.
      builder.environment().putIfAbsent("ASSAY_ENGINE_CACHE", root + "/backbones/target/engine");
      builder.environment().putAll(environment);
      Process process = builder.start();
      return new Running(process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String lib() {
    return root.resolve("cli/target/lib") + "/*";
  }

  /** A command that has not ended yet. */
  record Running(Process process, Path out, Path err) {
    Result await() {
      return await(PATIENCE);
    }

    Result await(Duration patience) {
      try {
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
          process.destroy();
          throw new AssertionError("still running after " + patience + ": " + said());
        }
        return new Result(process.exitValue(), Files.readString(out), said());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        process.destroy();
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    String said() {
      try {
        return Files.readString(err);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void kill() {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
