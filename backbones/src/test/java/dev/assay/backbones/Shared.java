package dev.assay.backbones;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of golden values and real weights beside the checkout. */
public final class Shared {
  private Shared() {}

  /**
   * The golden files of models, in {@code golden-models} or in the folder itself; without any the
   * test is skipped, and says so.
   */
  public static List<Path> goldenModels() throws IOException {
    Path folder = file("");
    Path inner = folder.resolve("golden-models");
    try (Stream<Path> files = Files.list(Files.isDirectory(inner) ? inner : folder)) {
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
