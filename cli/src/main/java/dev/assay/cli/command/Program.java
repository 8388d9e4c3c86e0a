// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.stack.Installation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of the process that every command needs.
 *
 * @param root of the checkout, or of the unpacked release
 * @param environment environment variables
 * @param keyboard where a person answers questions; absent: nobody is there to ask
 */
record Program(
    Console console,
    Path root,
    Map<String, String> environment,
    @Nullable BufferedReader keyboard) {
  Program {
    environment = Map.copyOf(environment);
  }

  /** One that nobody answers. */
  Program(Console console, Path root, Map<String, String> environment) {
    this(console, root, environment, null);
  }

  /**
   * Asks a question that is answered with yes or no.
   *
   * @return whether the answer is yes; no answer is a no
   */
  boolean isConfirmed(String question) {
    if (keyboard == null) {
      return false;
    }
    console.err().print(question + " [y/N] ");
    console.err().flush();
    try {
      String answer = keyboard.readLine();
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    } catch (IOException e) {
      throw CliException.environment("the answer cannot be read: " + e.getMessage());
    }
  }

  Installation installation() {
    return new Installation(root);
  }

  /** The script passes its own folder. */
  static Program ofProcess() {
    String root = System.getProperty("assay.root");
    if (root == null) {
      throw CliException.environment("the property assay.root is not set; start Assay by ./assay");
    }
    BufferedReader keyboard =
        Boolean.getBoolean("assay.terminal.in")
            ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
            : null;
    return new Program(
        Console.ofProcess(), Path.of(root).toAbsolutePath().normalize(), System.getenv(), keyboard);
  }
}
