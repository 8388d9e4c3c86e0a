// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli;

import dev.assay.contracts.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The output of a command: results go to stdout, everything else to stderr.
 *
 * @param terminal whether stderr is a terminal, where lines can be redrawn
 * @param columns width of that terminal in characters
 */
public record Console(PrintStream out, PrintStream err, boolean terminal, int columns) {

  /** The streams of this process, in UTF-8. The script passes whether stderr is a terminal. */
  public static Console ofProcess() {
    return new Console(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        Boolean.getBoolean("assay.terminal"),
        Integer.getInteger("assay.columns", 100));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Writes a line for the user to stderr. */
  public void say(String line) {
    err.println(line);
  }

  /** Warns that an option was given by its earlier name, which still works. */
  public void warnOfEarlierName(String earlier, String now) {
    say(
        "warning: the option '%s' is now called '%s'; the earlier name still works"
            .formatted(earlier, now));
  }

  /** Writes the only document of a command with {@code --json}. */
  public void document(Object value) {
    out.print(Json.writePretty(value));
    out.flush();
  }
}
