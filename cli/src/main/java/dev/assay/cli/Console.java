// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli;

import dev.assay.contracts.Json;
import dev.assay.contracts.Printable;
import dev.assay.datasets.scan.ClassLosses;
import dev.assay.terminal.Screen;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The output of a command: results go to stdout, everything else to stderr.
 *
 * @param terminal whether stderr is a terminal, where lines can be redrawn
 * @param drawn whether stdout is a terminal, for which tables are drawn
 * @param screen what that terminal shows
 * @param rows its height; more lines than this cannot be redrawn
 */
public record Console(
    PrintStream out, PrintStream err, boolean terminal, boolean drawn, Screen screen, int rows) {
  /** Where the height is unknown: what a terminal has had since there are terminals. */
  private static final int USUAL_ROWS = 24;

  /** Wider than anything that is drawn. */
  private static final int WIDE = 1_000_000;

  public Console {
    rows = rows <= 0 ? USUAL_ROWS : rows;
  }

  /** One whose output is not a terminal. */
  public Console(PrintStream out, PrintStream err, boolean terminal, int columns) {
    this(out, err, terminal, false, Screen.plain(columns), 0);
  }

  /** The streams of this process, in UTF-8. The script passes what is a terminal, and its size. */
  public static Console ofProcess() {
    boolean drawn = Boolean.getBoolean("assay.terminal.out");
    Map<String, String> environment = System.getenv();
    return new Console(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        Boolean.getBoolean("assay.terminal"),
        drawn,
        screen(environment, Integer.getInteger("assay.columns", 0), drawn),
        Integer.getInteger("assay.rows", 0));
  }

  /**
   * @param environment decides by the usual variables about boxes and bold text
   */
  static Screen screen(Map<String, String> environment, int columns, boolean drawn) {
    boolean utf8 =
        Stream.of("LC_ALL", "LC_CTYPE", "LANG")
            .map(name -> environment.getOrDefault(name, ""))
            .filter(value -> !value.isEmpty())
            .findFirst()
            .map(value -> value.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8"))
            .orElse(false);
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Screen(columns, drawn && utf8, drawn && !plain);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Width of the terminal in characters. */
  public int columns() {
    return screen.columns();
  }

  /** Width of what is written to stdout. */
  public int outColumns() {
    return outScreen().columns();
  }

  /** What is drawn on stdout fits this; in a pipe nothing is broken or cut. */
  public Screen outScreen() {
    return drawn ? screen : Screen.plain(WIDE);
  }

  /** Writes a line for the user to stderr, without what a terminal would obey. */
  public void say(String line) {
    String safe = Printable.of(line);
    err.println(terminal && isLoud(safe) ? new Screen(columns(), false, true).bold(safe) : safe);
  }

  /** A line for stdout, in bold if it is one that nobody must miss and bold is shown. */
  public String emphasised(String line) {
    return isLoud(line) ? screen.bold(line) : line;
  }

  private static boolean isLoud(String line) {
    return line.contains(ClassLosses.HEAD);
  }

  /** Warns that an option was given by its earlier name, which still works. */
  public void warnOfEarlierName(String earlier, String now) {
    say(
        "warning: the option '%s' is now called '%s'; the earlier name still works"
            .formatted(earlier, now));
  }

  /** Writes the only document of a command with {@code --json}. */
  public void document(Object value) {
    out.print(Printable.inJson(Json.writePretty(value)));
    out.flush();
  }
}
