// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.Console;
import dev.assay.terminal.Screen;
import dev.assay.weights.OfficialWeights;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Runs a command line in this process and keeps what it said. */
final class Cli {
  private Cli() {}

  /** How a command ended. */
  record Result(int code, String out, String err) {}

  /** A program whose output nobody reads. */
  static Program program(Path root) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new Program(new Console(nowhere, nowhere, false, 200), root, Map.of());
  }

  static Result run(Path root, String... arguments) {
    return run(root, OfficialWeights.all(), arguments);
  }

  static Result run(Path root, List<OfficialWeights> registry, String... arguments) {
    return run(root, registry, Map.of(), arguments);
  }

  /** As on a terminal of so many columns and 24 rows that shows boxes. */
  static Result onTerminal(Path root, int columns, String... arguments) {
    return run(
        root,
        OfficialWeights.all(),
        Map.of(),
        (out, err) -> new Console(out, err, true, true, new Screen(columns, true, false), 24),
        arguments);
  }

  static Result run(
      Path root,
      List<OfficialWeights> registry,
      Map<String, String> environment,
      String... arguments) {
    return run(
        root, registry, environment, (out, err) -> new Console(out, err, false, 200), arguments);
  }

  /** Somebody is there who answers each question so; an empty text is the end of the input. */
  static Result answering(Path root, String answer, String... arguments) {
    return run(
        root,
        OfficialWeights.all(),
        Map.of(),
        (out, err) -> new Console(out, err, false, 200),
        new BufferedReader(new StringReader(answer)),
        arguments);
  }

  private static Result run(
      Path root,
      List<OfficialWeights> registry,
      Map<String, String> environment,
      BiFunction<PrintStream, PrintStream, Console> consoles,
      String... arguments) {
    return run(root, registry, environment, consoles, null, arguments);
  }

  private static Result run(
      Path root,
      List<OfficialWeights> registry,
      Map<String, String> environment,
      BiFunction<PrintStream, PrintStream, Console> consoles,
      @Nullable BufferedReader keyboard,
      String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        consoles.apply(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int code =
        Assay.commandLine(new Program(console, root, environment, keyboard), registry)
            .execute(arguments);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
