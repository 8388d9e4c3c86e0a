// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.assay.cli.CliException;
import dev.assay.contracts.Fault;
import java.io.BufferedReader;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file of predictions: CSV by RFC 4180 in UTF-8, whose first row names the columns.
 * Semicolons or tabs may take the place of commas.
 */
final class CsvRows {
  static final List<String> IMAGE = List.of("image_id", "image", "image_name");
  static final List<String> GROUP =
      List.of("group", "patient_id", "patient", "lesion_id", "lesion");

  private static final int LONGEST_HEADER = 1 << 16;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .build();

  private CsvRows() {}

  /** What is done with the rows. */
  interface Reader {
    /**
     * @param separator of the columns; decimal commas are possible if it is no comma
     */
    void header(List<String> names, char separator);

    /**
     * @param number of the row; the header is row 1, as in a spreadsheet
     */
    void row(int number, List<String> values);
  }

  /**
   * @throws CliException if there is no such file, or it is no CSV
   */
  static void read(Path file, Reader reader) {
    read(file, reader, true);
  }

  private static void read(Path file, Reader reader, boolean all) {
    char separator = ',';
    try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      separator = opened(text);
      try (MappingIterator<List<String>> lines = lines(text, separator)) {
        reader.header(first(file, lines), separator);
        int number = 1;
        while (all && lines.hasNextValue()) {
          List<String> values = lines.nextValue();
          number++;
          if (values.size() > 1 || !values.get(0).isEmpty()) {
            reader.row(number, values);
          }
        }
      }
    } catch (NoSuchFileException e) {
      throw CliException.badInput("there is no file " + file);
    } catch (CharacterCodingException | CharConversionException e) {
      throw CliException.badInput(file + " is not UTF-8 text; save it as CSV in UTF-8");
    } catch (JsonProcessingException e) {
      throw notCsv(file, separator, e);
    } catch (IOException e) {
      throw CliException.badInput(file + " cannot be read: " + e.getMessage());
    }
  }

  /**
   * The names of the columns.
   *
   * @throws CliException if there is no such file, or it is no CSV
   */
  static List<String> header(Path file) {
    List<String> header = new ArrayList<>();
    read(
        file,
        new Reader() {
          @Override
          public void header(List<String> names, char separator) {
            header.addAll(names);
          }

          @Override
          public void row(int number, List<String> values) {
            throw new IllegalStateException("the header is all that is read");
          }
        },
        false);
    return header;
  }

  /** The number of the first of these columns that there is, or -1. */
  static int column(List<String> columns, List<String> names) {
    for (String name : names) {
      int at = columns.indexOf(name);
      if (at >= 0) {
        return at;
      }
    }
    for (int at = 0; at < columns.size(); at++) {
      if (names.contains(columns.get(at).toLowerCase(Locale.ROOT))) {
        return at;
      }
    }
    return -1;
  }

  /** NaN if the text is no decimal number. */
  static double number(String text) {
    return NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
  }

  private static MappingIterator<List<String>> lines(BufferedReader text, char separator)
      throws IOException {
    return CSV.readerForListOf(String.class)
        .with(CsvSchema.emptySchema().withColumnSeparator(separator))
        .readValues(text);
  }

  private static List<String> first(Path file, MappingIterator<List<String>> lines)
      throws IOException {
    if (!lines.hasNextValue()) {
      throw CliException.badInput(file + " is empty; a first row names the columns");
    }
    return lines.nextValue();
  }

  /** Skips a byte order mark, and finds the separator. */
  private static char opened(BufferedReader text) throws IOException {
    text.mark(1);
    if (text.read() != '\uFEFF') {
      text.reset();
    }
    return separator(text);
  }

  /** The one that parts the name of a column of images from others in the first line. */
  private static char separator(BufferedReader text) throws IOException {
    text.mark(LONGEST_HEADER);
    char[] start = new char[LONGEST_HEADER - 1];
    int length = Math.max(0, text.read(start));
    text.reset();
    String header = new String(start, 0, length).lines().findFirst().orElse("");
    for (char separator : new char[] {',', ';', '\t'}) {
      boolean parts =
          Arrays.stream(header.split(Pattern.quote(String.valueOf(separator)), -1))
              .map(name -> name.strip().replaceAll("^\"|\"$", "").toLowerCase(Locale.ROOT))
              .anyMatch(IMAGE::contains);
      if (parts && header.indexOf(separator) >= 0) {
        return separator;
      }
    }
    return ',';
  }

  private static CliException notCsv(Path file, char separator, JsonProcessingException problem) {
    @Nullable UnclosedQuote open = UnclosedQuote.in(file, separator);
    if (open != null) {
      return CliException.badInput(
          file.toString(),
          List.of(
              new Fault(
                  "line " + open.line(),
                  open.start(),
                  "begins with a quote that is not closed; a quote inside a value is doubled")));
    }
    String what = problem.getOriginalMessage().lines().findFirst().orElse("");
    @Nullable JsonLocation at = problem.getLocation();
    return CliException.badInput(
        at == null
            ? file + " is not CSV: " + what
            : "%s is not CSV: line %d, character %d: %s"
                .formatted(file, at.getLineNr(), at.getColumnNr(), what));
  }
}
