// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.csv;

import java.util.List;
import java.util.stream.Collectors;

/** One line of a CSV file by RFC 4180. */
public final class CsvLine {
  private CsvLine() {}

  /** The values with commas between, quoted where they must be, and a line feed. */
  public static String of(List<String> values) {
    return values.stream().map(CsvLine::quote).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quote(String value) {
    boolean plain = value.chars().noneMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
