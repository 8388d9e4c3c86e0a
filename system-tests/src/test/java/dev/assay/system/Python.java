// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of Python, where it is there. */
final class Python {
  private static final String NEWEST_FEATURE = "import os; os.waitstatus_to_exitcode";

  private Python() {}

  /** What a program left: its exit code and everything that it wrote. */
  record Result(int exit, String out) {}

  /** Skips the test, and says so, where there is no Python of version 3.9 or newer. */
  static void require() throws InterruptedException {
    boolean there;
    try {
      there = run(Path.of("."), Map.of(), "-c", NEWEST_FEATURE).exit() == 0;
    } catch (IOException e) {
      there = false;
    }
    assumeTrue(there, "SKIPPED: there is no python3 of version 3.9 or newer");
  }

  static Result run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("python3"));
    words.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    // Nothing is left in the checkout.
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = builder.start();
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        throw new AssertionError("still running: " + out);
      }
      return new Result(process.exitValue(), out);
    } finally {
      process.destroy();
    }
  }
}
