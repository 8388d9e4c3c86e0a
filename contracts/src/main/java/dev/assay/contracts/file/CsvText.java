// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The CSV of predictions: values between commas, quoted where they must be, a row per line. */
final class CsvText {
  private CsvText() {}

  /** A row is a line. */
  static void refuseLineBreak(String field, String value) {
    if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
      throw new IllegalArgumentException(field + " must not have a line break: '" + value + "'");
    }
  }

  /**
   * @throws IllegalArgumentException if the last line does not end
   */
  static void refuseTruncated(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      if (channel.size() > 0
          && (channel.read(last, channel.size() - 1) != 1 || last.get(0) != '\n')) {
        throw new IllegalArgumentException(
            "the last row does not end with a line feed: the predictions are truncated");
      }
    }
  }

  static String quote(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  static List<String> split(String line) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        value.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString());
    return values;
  }

  /**
   * Numbers in a row, one after the other.
   *
   * @param number of the row, for messages
   * @param from index of the first
   * @param prefix of the columns, for messages
   * @param names of the columns behind the prefix
   */
  static double[] numbers(
      int number, List<String> values, int from, String prefix, List<String> names) {
    double[] numbers = new double[names.size()];
    for (int k = 0; k < numbers.length; k++) {
      String value = values.get(from + k);
      try {
        numbers[k] = Double.parseDouble(value);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "row %d, %s%s: '%s' is not a number".formatted(number, prefix, names.get(k), value), e);
      }
    }
    return numbers;
  }
}
