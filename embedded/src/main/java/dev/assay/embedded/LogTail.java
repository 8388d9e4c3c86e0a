// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file, for messages about a process that failed. */
public final class LogTail {
  private LogTail() {}

  /** The last lines of a log, or a remark that it cannot be read. */
  public static String of(Path log, int lines) {
    try {
      // The log of a process that failed to start is short. Reading bytes cannot fail because of
      // the encoding.
      List<String> all =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(" + log + " cannot be read: " + e.getMessage() + ")";
    }
  }
}
