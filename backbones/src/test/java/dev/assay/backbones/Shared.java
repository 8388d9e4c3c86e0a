// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The folder of golden values and real weights beside the checkout. */
public final class Shared {
  private Shared() {}

  private static final String GOLDEN_MODELS = "golden-models";

  /**
   * The golden files of models: those of the shared folder, in {@code golden-models} or directly in
   * it; where it has none, those of the test resources.
   */
  public static List<Path> goldenModels() throws IOException {
    String shared = System.getProperty("shared.dir", "");
    if (!shared.isEmpty()) {
      for (Path folder : List.of(Path.of(shared, GOLDEN_MODELS), Path.of(shared))) {
        List<Path> files = goldenFiles(folder);
        if (!files.isEmpty()) {
          return files;
        }
      }
    }
    return packagedGoldenModels();
  }

  /** The golden files of models in the test resources. */
  static List<Path> packagedGoldenModels() throws IOException {
    try {
      URL folder = Objects.requireNonNull(Shared.class.getResource("/" + GOLDEN_MODELS));
      return goldenFiles(Path.of(folder.toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> goldenFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".json.gz")).sorted().toList();
    }
  }

  /** Says loudly that a test is skipped unless what it needs is there. */
  public static void require(boolean there, String otherwise) {
    if (!there) {
      System.err.println("SKIPPED: " + otherwise + "; set -Dshared.dir");
    }
    assumeTrue(there, otherwise);
  }

  /** A file in it; without it the test is skipped, and says so. */
  public static Path file(String name) {
    String folder = System.getProperty("shared.dir", "");
    Path file = Path.of(folder, name);
    boolean there = !folder.isEmpty() && Files.exists(file);
    require(there, file + " is not there");
    return file;
  }
}
