// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A private folder that is gone when the command ends, by Control-C, too. */
final class TemporaryFolder implements AutoCloseable {
  private final Path path;
  private final Thread cleaner;

  private TemporaryFolder(Path path) {
    this.path = path;
    this.cleaner = new Thread(() -> delete(path));
  }

  static TemporaryFolder create() {
    try {
      TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory("assay-export-"));
      Runtime.getRuntime().addShutdownHook(folder.cleaner);
      return folder;
    } catch (IOException e) {
      throw CliException.environment("no temporary folder can be made: " + e.getMessage());
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    delete(path);
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs now; what it deletes is gone already or goes now.
      cleaner.interrupt();
    }
  }

  /** Deletes a folder with everything in it, if it is there. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
