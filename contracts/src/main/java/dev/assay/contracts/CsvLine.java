// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One line of a CSV file by RFC 4180. No cell is a formula to a spreadsheet, and none has control
 * characters.
 */
public final class CsvLine {
  /** Spaces before the sign do not keep every spreadsheet from computing. */
  private static final Pattern FORMULA = Pattern.compile("\\s*[=+\\-@]|\\t");

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d+)?([eE][+-]?\\d+)?|Infinity|NaN)");

  private CsvLine() {}

  /** The values with commas between, quoted where they must be, and a line feed. */
  public static String of(List<String> values) {
    return joined(values) + "\n";
  }

  /** The same without the line feed. */
  public static String joined(List<String> values) {
    return values.stream().map(CsvLine::quote).collect(Collectors.joining(","));
  }

  private static String quote(String value) {
    String safe = withoutFormula(Printable.of(value));
    boolean plain = safe.chars().noneMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }

  /**
   * Spreadsheets compute a cell that begins like a formula, and names of classes and data sets come
   * from users. An apostrophe before it makes it text. Numbers stay numbers.
   */
  private static String withoutFormula(String value) {
    return FORMULA.matcher(value).lookingAt() && !NUMBER.matcher(value).matches()
        ? "'" + value
        : value;
  }

  /**
   * Writes the line.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void append(List<String> cells, Appendable out) {
    try {
      out.append(of(cells));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
