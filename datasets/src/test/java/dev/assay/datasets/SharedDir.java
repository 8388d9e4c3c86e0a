// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Golden values and real images next to the checkout, which not every machine has. */
public final class SharedDir {
  private SharedDir() {}

  /** A folder of it, or the end of the test, said aloud. */
  public static Path folder(String name) {
    String shared = System.getProperty("shared.dir", "");
    Path folder = Path.of(shared, name);
    if (shared.isEmpty() || !Files.isDirectory(folder)) {
      System.err.println("SKIPPED: there is no " + folder + " (property shared.dir)");
      abort("no " + folder);
    }
    return folder;
  }
}
