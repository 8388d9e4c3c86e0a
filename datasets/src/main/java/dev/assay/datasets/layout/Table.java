// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.assay.datasets.DatasetException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.CharConversionException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A table with a header line (RFC 4180) as spreadsheets, pandas and repositories write it:
 * separated by commas, semicolons or tabs, in UTF-8 or in UTF-16 with a byte order mark, packed
 * with gzip or not. Values are trimmed and in Unicode NFC. Blank rows, and columns without a name
 * that contain row numbers or nothing, are ignored.
 */
final class Table {
  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .build();

  /** The metadata of a million images have some 100 MB; a larger file is no table. */
  private static final long MOST_BYTES = 1L << 30;

  /** Spaces, those of no width, and byte order marks in the middle of joined files. */
  private static final Pattern SPACES =
      Pattern.compile("^[\\s\\p{Z}\\u200B\\uFEFF]+|[\\s\\p{Z}\\u200B\\uFEFF]+$");

  private static final String SEPARATORS = "\t;,";
  private static final int HEADER_BYTES = 1 << 16;

  /** What pandas and spreadsheets write where there is no value. */
  private static final Set<String> MISSING =
      Set.of("", "nan", "na", "n/a", "#n/a", "<na>", "null", "-nan", "#n/a n/a");

  private final String name;
  private final List<String> columns;
  private final List<Row> rows;
  private final List<BadRow> unreadable;

  private Table(String name, List<String> columns, List<Row> rows, List<BadRow> unreadable) {
    this.name = name;
    this.columns = List.copyOf(columns);
    this.rows = List.copyOf(rows);
    this.unreadable = List.copyOf(unreadable);
  }

  /**
   * A line that has not as many values as the header.
   *
   * @param place file and row
   */
  record BadRow(String place, String fault) {}

  /** Name of the file, without its folders. */
  String name() {
    return name;
  }

  /** The columns that have a name. */
  List<String> columns() {
    return columns.stream().filter(c -> !c.isEmpty()).toList();
  }

  List<Row> rows() {
    return rows;
  }

  /** Lines that are not among the rows. */
  List<BadRow> unreadable() {
    return unreadable;
  }

  boolean has(String column) {
    return columns.contains(column);
  }

  /**
   * @throws DatasetException naming each column that is missing
   */
  void require(String... wanted) throws DatasetException {
    Faults faults = new Faults();
    for (String column : wanted) {
      if (!has(column)) {
        faults.add(name + " has no column '" + column + "', only " + columns());
      }
    }
    faults.refuseIfAny();
  }

  /** Whether a value stands for none: empty, NaN, NA, null. */
  static boolean isMissing(String value) {
    return MISSING.contains(value.toLowerCase(Locale.ROOT));
  }

  /** One line of the table. */
  final class Row {
    private final int number;
    private final List<String> values;

    private Row(int number, List<String> values) {
      this.number = number;
      this.values = values;
    }

    /** The value in Unicode NFC; empty if the column or the value is missing. */
    String get(String column) {
      return Folders.nfc(spelled(column));
    }

    /** The value as the table spells it; empty if the column or the value is missing. */
    String spelled(String column) {
      int at = columns.indexOf(column);
      return at < 0 ? "" : values.get(at);
    }

    /** The value; empty if it stands for none. */
    Optional<String> known(String column) {
      return Optional.of(get(column)).filter(value -> !isMissing(value));
    }

    /** Counted as in a spreadsheet. */
    int number() {
      return number;
    }

    /** File and row for messages. Rows are counted as in a spreadsheet: the header is row 1. */
    String place() {
      return Table.place(name, number);
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

    /** Whether another row has the same values. */
    boolean repeats(Row other) {
      for (int i = 0; i < values.size(); i++) {
        if (!columns.get(i).isEmpty() && !values.get(i).equals(other.values.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  private static String place(String name, int number) {
    return name + ", row " + number;
  }

  /**
   * @throws DatasetException if it cannot be read, has no header or no row
   */
  static Table read(Path file) throws DatasetException {
    String name = Folders.name(file);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new DatasetException(name + " has more than " + MOST_BYTES + " bytes for a table");
      }
      try (BufferedReader text = text(file)) {
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

  /** The header of a file that may be a table; empty if it is none. */
  static List<String> header(Path file) {
    try (BufferedReader text = text(file)) {
      char separator = separator(text);
      String line = Optional.ofNullable(text.readLine()).orElse("");
      return List.of(Folders.nfc(line).split(Pattern.quote("" + separator))).stream()
          .map(cell -> cell.strip().replaceAll("^\"|\"$", ""))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static BufferedReader text(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    if (Folders.name(file).toLowerCase(Locale.ROOT).endsWith(".gz")) {
      bytes = new BufferedInputStream(new Bounded(new GZIPInputStream(bytes), MOST_BYTES));
    }
    bytes.mark(4);
    byte[] start = bytes.readNBytes(4);
    bytes.reset();
    BufferedReader text =
        new BufferedReader(new InputStreamReader(bytes, encoding(start).newDecoder()));
    skipByteOrderMark(text);
    skipSeparatorLine(text);
    return text;
  }

  /** By the byte order mark. That of UTF-32 begins as that of UTF-16 does. */
  private static Charset encoding(byte[] start) {
    int mark = start.length < 4 ? -1 : ByteBuffer.wrap(start).getInt();
    if (mark == 0xfffe0000 || mark == 0xfeff) {
      return Charset.forName("UTF-32");
    }
    int first = start.length < 2 ? -1 : ByteBuffer.wrap(start).getShort() & 0xffff;
    boolean wide = first == 0xfeff || first == 0xfffe;
    return wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
  }

  private static void skipByteOrderMark(Reader text) throws IOException {
    text.mark(1);
    if (text.read() != '\uFEFF') {
      text.reset();
    }
  }

  /**
   * Excel writes {@code sep=;} before the header where a comma would be taken for a decimal one.
   */
  private static void skipSeparatorLine(BufferedReader text) throws IOException {
    text.mark(HEADER_BYTES);
    char[] start = new char[5];
    boolean stated = text.read(start) == 5 && new String(start).matches("(?i)sep=[,;\t]");
    text.reset();
    if (stated) {
      text.readLine();
    }
  }

  /** The separator that divides the header into the most columns. */
  private static char separator(BufferedReader text) throws IOException {
    text.mark(HEADER_BYTES + 1);
    char[] start = new char[HEADER_BYTES];
    int length = Math.max(0, text.read(start));
    text.reset();
    char best = ',';
    int most = 0;
    for (char separator : SEPARATORS.toCharArray()) {
      int count = 0;
      boolean quoted = false;
      for (int i = 0; i < length && (quoted || (start[i] != '\n' && start[i] != '\r')); i++) {
        quoted ^= start[i] == '"';
        count += !quoted && start[i] == separator ? 1 : 0;
      }
      if (count > most) {
        best = separator;
        most = count;
      }
    }
    return best;
  }

  private static Table parse(String name, Reader text, char separator)
      throws IOException, DatasetException {
    try (MappingIterator<List<String>> lines =
        CSV.readerForListOf(String.class)
            .with(CsvSchema.emptySchema().withColumnSeparator(separator))
            .readValues(text)) {
      List<String> columns = header(name, lines);
      Table table = new Table(name, columns, List.of(), List.of());
      List<Row> rows = new ArrayList<>();
      List<BadRow> unreadable = new ArrayList<>();
      int number = 1;
      while (lines.hasNextValue()) {
        number++;
        List<String> values = trimmed(lines.nextValue());
        while (values.size() > columns.size() && values.get(values.size() - 1).isEmpty()) {
          values.remove(values.size() - 1);
        }
        if (values.stream().allMatch(String::isEmpty)) {
          continue;
        }
        if (number == 2 && isNumbered(values, columns.size())) {
          // R writes row numbers without a column for them.
          columns = new ArrayList<>(columns);
          columns.add(0, "");
          table = new Table(name, columns, List.of(), List.of());
        }
        if (values.size() != columns.size()) {
          unreadable.add(
              new BadRow(
                  place(name, number),
                  "it has %d values; the header names %d columns"
                      .formatted(values.size(), columns.size())));
          continue;
        }
        rows.add(table.new Row(number, values));
      }
      if (rows.isEmpty() && unreadable.isEmpty()) {
        throw new DatasetException(name + " has no row below its header");
      }
      Table read = new Table(name, withoutRowNumbers(name, columns, rows), List.of(), unreadable);
      List<Row> own = new ArrayList<>(rows.size());
      rows.forEach(row -> own.add(read.new Row(row.number, row.values)));
      return new Table(name, read.columns, own, unreadable);
    }
  }

  private static boolean isNumbered(List<String> first, int columns) {
    return first.size() == columns + 1 && first.get(0).matches("[01]");
  }

  private static List<String> header(String name, MappingIterator<List<String>> lines)
      throws IOException, DatasetException {
    List<String> columns = List.of("");
    while (lines.hasNextValue() && columns.stream().allMatch(String::isEmpty)) {
      columns = trimmed(lines.nextValue()).stream().map(Folders::nfc).toList();
    }
    List<String> named = columns.stream().filter(c -> !c.isEmpty()).toList();
    if (named.isEmpty()) {
      throw new DatasetException(name + " is empty; it must begin with a header line");
    }
    if (new HashSet<>(named).size() < named.size()) {
      throw new DatasetException(name + " names a column twice: " + named);
    }
    return columns;
  }

  /**
   * The columns, of which those are without a name that pandas and spreadsheets add: row numbers,
   * and nothing.
   *
   * @throws DatasetException if another column has no name
   */
  private static List<String> withoutRowNumbers(String name, List<String> columns, List<Row> rows)
      throws DatasetException {
    List<String> own = new ArrayList<>(columns);
    for (int i = 0; i < own.size(); i++) {
      int at = i;
      boolean nameless = own.get(i).isEmpty() || own.get(i).matches("Unnamed: \\d+");
      if (!nameless) {
        continue;
      }
      if (rows.stream().allMatch(row -> row.values.get(at).matches("(\\d+(\\.0*)?)?"))) {
        own.set(i, "");
      } else if (own.get(i).isEmpty()) {
        throw new DatasetException(
            name
                + " has a column without a name, column "
                + (i + 1)
                + ", and its values are no row numbers");
      }
    }
    return own;
  }

  private static List<String> trimmed(List<String> values) {
    List<String> trimmed = new ArrayList<>(values.size());
    values.forEach(value -> trimmed.add(value == null ? "" : trimmed(value)));
    return trimmed;
  }

  /** Without spaces of any kind at the ends, as web pages and word processors leave them. */
  private static String trimmed(String value) {
    return SPACES.matcher(value).replaceAll("");
  }

  /** A stream that ends with an error after a number of bytes: gzip can pack a terabyte small. */
  private static final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long most) {
      super(in);
      this.left = most;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int bytes) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw new IOException("the table unpacks to more than " + MOST_BYTES + " bytes");
      }
    }
  }
}
