package dev.assay.cli;

import dev.assay.contracts.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes: results to stdout, everything else to stderr.
 *
 * @param terminal whether stderr is a terminal, where lines can be redrawn
 * @param columns width of that terminal in characters
 */
public record Console(PrintStream out, PrintStream err, boolean terminal, int columns) {

  /** This process's own streams, in UTF-8; the script says whether stderr is a terminal. */
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

  /** A line for the person who waits. */
  public void say(String line) {
    err.println(line);
  }

  /** The one document of a command with {@code --json}. */
  public void document(Object value) {
    out.print(Json.writePretty(value));
    out.flush();
  }
}
