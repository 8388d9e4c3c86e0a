// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A Python of this machine, for tests that are skipped without it. */
public final class Python {
  private static final int SECONDS = 300;

  private Python() {}

  /** {@code -Dpython=PATH} or {@code python3}; skips the test if it lacks one of these modules. */
  public static Path with(String... modules) throws IOException, InterruptedException {
    Path python = Path.of(System.getProperty("python", "python3"));
    Process process;
    try {
      process =
          new ProcessBuilder(python.toString(), "-c", "import " + String.join(", ", modules))
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("SKIPPED: there is no " + python + " (-Dpython=PATH names another)");
      throw e;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Assumptions.assumeTrue(
        process.waitFor() == 0,
        "SKIPPED: %s lacks one of %s (-Dpython=PATH names another): %s"
            .formatted(python, List.of(modules), said.lines().reduce("", (a, b) -> b)));
    return python;
  }

  /**
   * @return what the program printed
   */
  public static String run(Path python, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python.toString(), "-c", program));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(said);
    }
    return said;
  }
}
