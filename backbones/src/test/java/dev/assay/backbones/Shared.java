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
   * The golden files of a model; without any the test is skipped, and says so.
   *
   * @param model e.g. {@code vgg16}; a file may say more in its name
   */
  public static List<Path> goldenModels(String model) throws IOException {
    Path folder = file("golden-models");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files.filter(f -> isOf(model, f.getFileName().toString())).sorted().toList();
      if (found.isEmpty()) {
        System.err.println("SKIPPED: no file of " + model + " in " + folder);
      }
      assumeTrue(!found.isEmpty(), "no file of " + model + " in " + folder);
      return found;
    }
  }

  private static boolean isOf(String model, String fileName) {
    return fileName.matches("(.*[^a-z0-9])?" + model + "([^a-z0-9_].*)?\\.json\\.gz");
  }

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
