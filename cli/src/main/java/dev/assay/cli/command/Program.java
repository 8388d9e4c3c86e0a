package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import java.nio.file.Path;

/**
 * What every command needs of the process it runs in.
 *
 * @param root of the checkout
 */
record Program(Console console, Path root) {

  /** The script says where the checkout is. */
  static Program ofProcess() {
    String root = System.getProperty("assay.root");
    if (root == null) {
      throw CliException.environment("the property assay.root is not set; start Assay by ./assay");
    }
    return new Program(Console.ofProcess(), Path.of(root).toAbsolutePath().normalize());
  }
}
