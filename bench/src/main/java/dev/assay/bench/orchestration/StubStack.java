// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench.orchestration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.processes.JavaCommand;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A whole stack of its own, with the real services, broker and database, whose trainer and scorer
 * are stubs. Everything lies in a temporary folder.
 */
final class StubStack implements AutoCloseable {
  private static final String LIBRARIES = "backbones/target/lib";

  private final Path folder;
  private final Path root;
  private boolean failed;

  private StubStack(Path folder, Path root) {
    this.folder = folder;
    this.root = root;
  }

  /**
   * @param root of the checkout, which is built
   * @throws IOException if the stack does not start; the message has what it wrote
   */
  static StubStack start(Path root) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("assay-bench");
    StubStack stack = new StubStack(folder, withStubs(root.toAbsolutePath(), folder));
    try {
      stack.run("up");
      return stack;
    } catch (IOException | InterruptedException e) {
      stack.close();
      throw e;
    }
  }

  /**
   * The checkout as links, but for the class path of trainer and scorer, to which the stubs are
   * added: so the program that starts the stack needs no setting that only a measurement uses.
   */
  private static Path withStubs(Path root, Path folder) throws IOException {
    Path made = Files.createDirectory(folder.resolve("root"));
    linkAll(root, made, "backbones");
    Path libraries = Files.createDirectories(made.resolve(LIBRARIES));
    linkAll(root.resolve(LIBRARIES), libraries, "");
    Path stubs = root.resolve("bench/target/bench.jar");
    Files.createSymbolicLink(libraries.resolve(stubs.getFileName()), stubs);
    return made;
  }

  private static void linkAll(Path from, Path to, String without) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
      for (Path entry : entries) {
        if (!entry.getFileName().toString().equals(without)) {
          Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
        }
      }
    }
  }

  Path folder() {
    return folder;
  }

  Path home() {
    return folder.resolve("home");
  }

  /** Starts a command of the program. Its output goes to files beside the home. */
  Process start(String... words) throws IOException {
    Path program = root.resolve("cli/target");
    List<String> command =
        new ArrayList<>(
            JavaCommand.main(
                    "dev.assay.cli.command.Assay",
                    List.of(program.resolve("cli.jar").toString(), program.resolve("lib") + "/*"))
                .options("-Xmx512m", "-XX:+UseSerialGC", "-Dassay.root=" + root)
                .arguments(words)
                .arguments("--home", home().toString())
                .words());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output(words[0]).toFile())
            .redirectError(folder.resolve(words[0] + ".err").toFile());
    builder.environment().put("ASSAY_TRAINING_MAIN_CLASS", StubTrainer.class.getName());
    builder.environment().put("ASSAY_INFERENCE_MAIN_CLASS", StubScorer.class.getName());
    return builder.start();
  }

  Path output(String command) {
    return folder.resolve(command + ".out");
  }

  /**
   * @throws IOException if the command fails; the message has what it wrote
   */
  void run(String... words) throws IOException, InterruptedException {
    require(start(words), words[0]);
  }

  /**
   * Waits for a command.
   *
   * @throws IOException if it failed; the message has what it wrote
   */
  void require(Process process, String command) throws IOException, InterruptedException {
    int exit = process.waitFor();
    if (exit != 0) {
      failed = true;
      throw new IOException(
          "assay %s ended with status %d; its logs stay in %s:\n%s"
              .formatted(
                  command, exit, folder, Files.readString(folder.resolve(command + ".err"))));
    }
  }

  String broker() throws IOException {
    return "127.0.0.1:" + port("kafka");
  }

  int port(String name) throws IOException {
    return file().at("/ports/" + name).asInt();
  }

  /** Those that live, by their names. */
  Map<String, ProcessHandle> processes() throws IOException {
    Map<String, ProcessHandle> living = new LinkedHashMap<>();
    for (JsonNode known : file().at("/registry/processes")) {
      ProcessHandle.of(known.path("pid").asLong())
          .filter(ProcessHandle::isAlive)
          .ifPresent(process -> living.put(known.path("name").asText(), process));
    }
    return living;
  }

  private JsonNode file() throws IOException {
    return Json.read(Files.readString(home().resolve("stack.json")), JsonNode.class);
  }

  /** Stops the stack and deletes its folder, unless a command has failed: its logs say why. */
  @Override
  public void close() throws IOException, InterruptedException {
    if (Files.exists(home())) {
      run("stop");
    }
    if (failed) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
