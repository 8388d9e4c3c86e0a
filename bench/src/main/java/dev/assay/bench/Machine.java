// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the numbers were measured on. */
public final class Machine {
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private Machine() {}

  /** E.g. {@code Intel(R) Xeon(R), 2 cores, Linux amd64, Java 25.0.1}. */
  public static String describe() throws IOException {
    String model = "unknown processor";
    if (Files.isReadable(CPU)) {
      model =
          Files.readAllLines(CPU).stream()
              .filter(line -> line.startsWith(MODEL))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse(model);
    }
    return "%s, %d cores, %s %s, Java %s"
        .formatted(
            model,
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version());
  }
}
