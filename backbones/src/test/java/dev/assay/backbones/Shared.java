package dev.assay.backbones;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of golden values and real weights beside the checkout. */
public final class Shared {
  private Shared() {}

  /** A file in it; without it the test is skipped, and says so. */
  public static Path file(String name) {
    String folder = System.getProperty("shared.dir", "");
    Path file = Path.of(folder, name);
    boolean there = !folder.isEmpty() && Files.exists(file);
    if (!there) {
      System.err.println("SKIPPED: " + file + " is not there; set -Dshared.dir");
    }
    assumeTrue(there, file + " is not there");
    return file;
  }
}
