// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a CSV file opens the quote that it never closes. A parser finds the fault at the end of the
 * file, which is of no use to somebody who looks for it.
 *
 * @param line number of the line, 1 for the first
 * @param start the first characters of the value, with the quote
 */
record UnclosedQuote(int line, String start) {
  private static final int SHOWN = 20;

  /**
   * @param file in UTF-8
   * @param separator of its columns
   * @return null if every quote is closed
   */
  static @Nullable UnclosedQuote in(Path file, char separator) {
    try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      boolean quoted = false;
      int openedAt = 0;
      String start = "";
      int number = 0;
      for (String line = text.readLine(); line != null; line = text.readLine()) {
        number++;
        boolean atStart = true;
        for (int i = 0; i < line.length(); i++) {
          char c = line.charAt(i);
          if (c == '"' && (quoted || atStart)) {
            quoted = !quoted;
            openedAt = number;
            start = line.substring(i, Math.min(line.length(), i + SHOWN));
          } else if (!quoted) {
            atStart = c == separator || (atStart && c == ' ');
          }
          if (quoted) {
            atStart = false;
          }
        }
      }
      return quoted ? new UnclosedQuote(openedAt, start) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
