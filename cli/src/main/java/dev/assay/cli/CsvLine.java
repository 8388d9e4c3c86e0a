// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli;

import java.util.List;
import java.util.stream.Collectors;

/** A line of CSV by RFC 4180. */
public final class CsvLine {
  private CsvLine() {}

  /** Values with commas, quotes or line breaks are quoted. */
  public static String of(List<String> values) {
    return values.stream().map(CsvLine::quoted).collect(Collectors.joining(","));
  }

  private static String quoted(String text) {
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
