// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.features;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows of {@code name,number,number,...} under a header of as many columns. */
final class CsvFeatures implements FeaturesFile.Source, AutoCloseable {
  /** A name of a file with a comma is quoted; more of CSV is not needed for numbers. */
  private static final char QUOTE = '"';

  private static final int LONGEST_NAME = 4096;

  private final BufferedReader in;
  private final int length;
  private final List<String> names = new ArrayList<>();
  private int rows;

  private CsvFeatures(BufferedReader in, int length) {
    this.in = in;
    this.length = length;
  }

  static CsvFeatures open(Path file) throws IOException, FeaturesFormatException {
    BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8);
    try {
      String header = line(in);
      int columns = header == null ? 0 : header.split(",", -1).length;
      if (columns < 2) {
        throw new FeaturesFormatException(
            "its first line must be a header: the image, then one column for each number");
      }
      return new CsvFeatures(in, columns - 1);
    } catch (IOException | FeaturesFormatException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static String line(BufferedReader in) throws IOException, FeaturesFormatException {
    try {
      return in.readLine();
    } catch (CharacterCodingException e) {
      throw new FeaturesFormatException("it is not text in UTF-8");
    }
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public boolean next(float[] row) throws IOException, FeaturesFormatException {
    String line = line(in);
    while (line != null && line.isBlank()) {
      line = line(in);
    }
    if (line == null) {
      return false;
    }
    int at = name(line);
    for (int i = 0; i < length; i++) {
      int end = line.indexOf(',', at);
      boolean last = i == length - 1;
      if (last != end < 0) {
        throw new FeaturesFormatException(
            "%s has %s than %d numbers"
                .formatted(FeaturesFile.place(rows), last ? "more" : "fewer", length));
      }
      String number = line.substring(at, last ? line.length() : end).strip();
      try {
        row[i] = Float.parseFloat(number);
      } catch (NumberFormatException e) {
        throw new FeaturesFormatException(
            "%s has '%s' as number %d"
                .formatted(
                    FeaturesFile.place(rows),
                    number.substring(0, Math.min(40, number.length())),
                    i + 1));
      }
      at = end + 1;
    }
    rows++;
    return true;
  }

  /** Takes the name of the image from a line; where its numbers begin. */
  private int name(String line) throws FeaturesFormatException {
    int end = line.indexOf(',');
    String name;
    if (line.charAt(0) == QUOTE) {
      int close = line.indexOf(QUOTE + ",", 1);
      if (close < 0) {
        throw new FeaturesFormatException(
            FeaturesFile.place(rows) + " begins with a quote that is not closed");
      }
      name = line.substring(1, close).replace("\"\"", "\"");
      end = close + 1;
    } else {
      name = end < 0 ? line : line.substring(0, end);
    }
    if (name.length() > LONGEST_NAME) {
      throw new FeaturesFormatException(
          "%s has a name of %d characters".formatted(FeaturesFile.place(rows), name.length()));
    }
    if (end < 0) {
      throw new FeaturesFormatException(
          "%s has fewer than %d numbers".formatted(FeaturesFile.place(rows), length));
    }
    names.add(name);
    return end + 1;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
