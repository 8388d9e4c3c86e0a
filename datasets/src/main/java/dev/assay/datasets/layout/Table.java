// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.assay.datasets.DatasetException;
import java.io.BufferedReader;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * A CSV table with a header line (RFC 4180, UTF-8), separated by commas, or by tabs as some
 * repositories convert it. Values are trimmed and in Unicode NFC.
 */
final class Table {
  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();

  /** The metadata of a million images have some 100 MB; a larger file is no table. */
  private static final long MOST_BYTES = 1L << 30;

  private final String name;
  private final List<String> columns;
  private final List<Row> rows;

  private Table(String name, List<String> columns, List<Row> rows) {
    this.name = name;
    this.columns = List.copyOf(columns);
    this.rows = List.copyOf(rows);
  }

  /** Name of the file, without its folders. */
  String name() {
    return name;
  }

  List<String> columns() {
    return columns;
  }

  List<Row> rows() {
    return rows;
  }

  boolean has(String column) {
    return columns.contains(column);
  }

  /** One line of the table. */
  final class Row {
    private final int number;
    private final List<String> values;

    private Row(int number, List<String> values) {
      this.number = number;
      this.values = values;
    }

    /** The value; empty if the column or the value is missing. */
    String get(String column) {
      int at = columns.indexOf(column);
      return at < 0 ? "" : values.get(at);
    }

    /** File and row for messages. Rows are counted as in a spreadsheet: the header is row 1. */
    String place() {
      return name + ", row " + number;
    }

    /** The values of these columns that are not empty. */
    Map<String, String> present(List<String> wanted) {
      Map<String, String> present = new HashMap<>();
      for (String column : wanted) {
        String value = get(column);
        if (!value.isEmpty()) {
          present.put(column, value);
        }
      }
      return present;
    }
  }

  /**
   * @throws DatasetException if it cannot be read, has no header or a line of another length
   */
  static Table read(Path file) throws DatasetException {
    String name = Folders.name(file);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new DatasetException(name + " has more than " + MOST_BYTES + " bytes for a table");
      }
      try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        skipByteOrderMark(text);
        return parse(name, text, separator(text));
      }
    } catch (CharacterCodingException | CharConversionException e) {
      throw new DatasetException(name + " is not UTF-8 text; save it as CSV in UTF-8", e);
    } catch (JsonProcessingException e) {
      throw new DatasetException(
          name
              + " cannot be read as a table: "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    } catch (IOException e) {
      throw new DatasetException(
          name + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static void skipByteOrderMark(Reader text) throws IOException {
    text.mark(1);
    if (text.read() != '\uFEFF') {
      text.reset();
    }
  }

  private static char separator(BufferedReader text) throws IOException {
    text.mark(1 << 13);
    char[] start = new char[1 << 12];
    int length = Math.max(0, text.read(start));
    text.reset();
    String header = new String(start, 0, length).lines().findFirst().orElse("");
    return header.indexOf('\t') >= 0 ? '\t' : ',';
  }

  private static Table parse(String name, Reader text, char separator)
      throws IOException, DatasetException {
    try (MappingIterator<List<String>> lines =
        CSV.readerForListOf(String.class)
            .with(CsvSchema.emptySchema().withColumnSeparator(separator))
            .readValues(text)) {
      if (!lines.hasNext()) {
        throw new DatasetException(name + " is empty; it must begin with a header line");
      }
      List<String> columns = tidy(lines.next());
      if (new HashSet<>(columns).size() < columns.size()) {
        throw new DatasetException(name + " names a column twice: " + columns);
      }
      Table table = new Table(name, columns, List.of());
      List<Row> rows = new ArrayList<>();
      while (lines.hasNext()) {
        List<String> values = tidy(lines.next());
        if (values.size() != columns.size()) {
          throw new DatasetException(
              "%s, row %d has %d values; its header names %d columns"
                  .formatted(name, rows.size() + 2, values.size(), columns.size()));
        }
        rows.add(table.new Row(rows.size() + 2, values));
      }
      if (rows.isEmpty()) {
        throw new DatasetException(name + " has no row below its header");
      }
      return new Table(name, columns, rows);
    }
  }

  private static List<String> tidy(List<String> values) {
    return values.stream()
        .map(v -> Normalizer.normalize(v == null ? "" : v.strip(), Normalizer.Form.NFC))
        .toList();
  }
}
