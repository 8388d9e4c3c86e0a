// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.stack.Installation;
import java.nio.file.Path;
import java.util.Map;

/**
 * The properties of the process that every command needs.
 *
 * @param root of the checkout, or of the unpacked release
 * @param environment environment variables
 */
record Program(Console console, Path root, Map<String, String> environment) {
  Program {
    environment = Map.copyOf(environment);
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
    return new Program(
        Console.ofProcess(), Path.of(root).toAbsolutePath().normalize(), System.getenv());
  }
}
