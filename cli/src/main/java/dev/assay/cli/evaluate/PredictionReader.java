// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.PredictionFile.Overall;
import dev.assay.cli.evaluate.PredictionFile.Row;
import dev.assay.contracts.Fault;
import java.io.BufferedReader;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads predictions from CSV (RFC 4180, UTF-8, columns in any order; semicolons or tabs may take
 * the place of commas, and then decimal commas that of points). The columns are an image, a true
 * class, a predicted class or one probability per class, optionally also calibrated probabilities
 * and a group. All other columns are attributes. Files of the original study can be read, too.
 * Their image names are printed Python tuples, {@code ('name.jpeg',)}, their classes are numbers,
 * and their last row, {@code Overall}, has seven values under three columns.
 */
final class PredictionReader {
  static final List<String> IMAGE = List.of("image_id", "image", "image_name");
  static final List<String> GROUP =
      List.of("group", "patient_id", "patient", "lesion_id", "lesion");
  static final List<String> TRUTH = List.of("true_label", "label");
  static final List<String> DECISION = List.of("predicted_label", "prediction");
  static final String PROBABILITY = "prob_";
  static final String CALIBRATED = "cal_";

  private static final List<String> ORIGINAL = List.of("image_name", "prediction", "true_label");
  private static final int LONGEST_HEADER = 1 << 16;
  private static final Pattern TUPLE = Pattern.compile("\\('(.*)',\\)");
  private static final String OVERALL = "Overall";
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .build();

  private final Path file;
  private final CsvFaults faults;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private List<String> columns = List.of();
  private List<String> classes = List.of();
  private List<String> attributes = List.of();
  private boolean calibrated;
  private int image = -1;
  private int group = -1;
  private int truth = -1;
  private int decision = -1;
  private boolean original;
  private char separator = ',';
  private @Nullable Overall overall;
  private final RoundedSums sums = new RoundedSums(PROBABILITY);
  private final RoundedSums sumsAfter = new RoundedSums(CALIBRATED);

  private PredictionReader(Path file) {
    this.file = file;
    this.faults = new CsvFaults(file);
  }

  /**
   * @param groupColumn name of the column of groups; null: the first of {@link #GROUP} that exists
   * @throws CliException if values are wrong; it names each row, column and value
   */
  static PredictionFile read(Path file, @Nullable String groupColumn) {
    PredictionReader reader = new PredictionReader(file);
    try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      skipByteOrderMark(text);
      reader.separator = separator(text);
      reader.parse(text, groupColumn);
    } catch (NoSuchFileException e) {
      throw CliException.badInput("there is no file " + file);
    } catch (CharacterCodingException | CharConversionException e) {
      throw CliException.badInput(file + " is not UTF-8 text; save it as CSV in UTF-8");
    } catch (JsonProcessingException e) {
      throw notCsv(file, e);
    } catch (IOException e) {
      throw CliException.badInput(file + " cannot be read: " + e.getMessage());
    }
    return reader.result();
  }

  private static CliException notCsv(Path file, JsonProcessingException problem) {
    @Nullable UnclosedQuote open = UnclosedQuote.in(file);
    if (open != null) {
      return CliException.badInput(
          file.toString(),
          List.of(
              new Fault(
                  "line " + open.line(),
                  open.start(),
                  "begins with a quote that is not closed; a quote inside a value is doubled")));
    }
    return CliException.badInput(
        file + " is not CSV: " + problem.getOriginalMessage().lines().findFirst().orElse(""));
  }

  private PredictionFile result() {
    if (rows.isEmpty() && faults.none()) {
      faults.add("row 2", null, "is missing: there is nothing below the header");
    }
    sums.check(classes.size(), faults);
    sumsAfter.check(classes.size(), faults);
    faults.throwIfAny();
    List<String> notes = new ArrayList<>();
    sums.note(classes.size()).ifPresent(notes::add);
    sumsAfter.note(classes.size()).ifPresent(notes::add);
    return new PredictionFile(
        file,
        classes,
        calibrated,
        group < 0 ? null : columns.get(group),
        attributes,
        rows,
        overall,
        notes);
  }

  private static void skipByteOrderMark(Reader text) throws IOException {
    text.mark(1);
    if (text.read() != '\uFEFF') {
      text.reset();
    }
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

  private void parse(Reader text, @Nullable String groupColumn) throws IOException {
    CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator);
    try (MappingIterator<List<String>> lines =
        CSV.readerForListOf(String.class).with(schema).readValues(text)) {
      if (!lines.hasNextValue()) {
        throw CliException.badInput(file + " is empty; a first row names the columns");
      }
      header(lines.nextValue(), groupColumn);
      faults.throwIfAny();
      int number = 1;
      while (lines.hasNextValue()) {
        List<String> values = lines.nextValue();
        number++;
        if (values.size() == 1 && values.get(0).isEmpty()) {
          continue;
        }
        if (overall != null) {
          faults.add(
              "row " + number, null, "comes after the row " + OVERALL + ", which ends a file");
        } else if (original && values.get(0).equals(OVERALL)) {
          overall(number, values);
        } else {
          row(number, values);
        }
      }
    }
  }

  private void header(List<String> names, @Nullable String groupColumn) {
    columns = List.copyOf(names);
    if (new HashSet<>(columns).size() < columns.size()) {
      faults.add("row 1", String.join(",", columns), "names a column twice");
      return;
    }
    original = columns.equals(ORIGINAL);
    image = column(IMAGE, true);
    truth = column(TRUTH, true);
    decision = column(DECISION, false);
    group = groupColumn == null ? column(GROUP, false) : columns.indexOf(groupColumn);
    if (groupColumn != null && group < 0) {
      faults.add(
          "row 1", groupColumn, "is not a column; the columns are " + String.join(", ", columns));
    }
    classes =
        columns.stream()
            .filter(name -> name.startsWith(PROBABILITY))
            .map(name -> name.substring(PROBABILITY.length()))
            .toList();
    if (classes.isEmpty() && decision < 0) {
      faults.add(
          "row 1",
          String.join(",", columns),
          "has neither a column predicted_label nor one prob_<class> per class");
    }
    if (classes.size() == 1) {
      faults.add("row 1", PROBABILITY + classes.get(0), "is alone; every class needs a column");
    }
    List<String> after = classes.stream().map(name -> CALIBRATED + name).toList();
    calibrated = after.stream().anyMatch(columns::contains);
    if (calibrated && !columns.containsAll(after)) {
      faults.add(
          "row 1",
          String.join(",", columns.stream().filter(after::contains).toList()),
          "is not all; calibrated probabilities need the columns " + String.join(", ", after));
    }
    attributes =
        columns.stream()
            .filter(name -> !name.startsWith(PROBABILITY) && !after.contains(name))
            .filter(name -> !isOwn(columns.indexOf(name)))
            .toList();
  }

  private boolean isOwn(int column) {
    return column == image || column == truth || column == decision || column == group;
  }

  private int column(List<String> names, boolean required) {
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
    if (required) {
      faults.add("row 1", String.join(",", columns), "has no column " + String.join(" or ", names));
    }
    return -1;
  }

  private void row(int number, List<String> values) {
    String place = "row " + number;
    if (values.size() != columns.size()) {
      faults.add(
          place, null, "has " + values.size() + " values under " + columns.size() + " columns");
      return;
    }
    @Nullable String name = name(place, values.get(image));
    String label = label(place, values, truth);
    String decided = decision < 0 ? "" : label(place, values, decision);
    if (group >= 0 && values.get(group).isEmpty()) {
      faults.add(CsvFaults.at(place, columns.get(group)), "", "is empty; every image has a group");
    }
    List<Double> probabilities = probabilities(place, values, sums);
    List<Double> after = calibrated ? probabilities(place, values, sumsAfter) : List.of();
    Map<String, String> others = new HashMap<>();
    for (String attribute : attributes) {
      String value = values.get(columns.indexOf(attribute));
      if (!value.isEmpty()) {
        others.put(attribute, value);
      }
    }
    if (name == null || label.isEmpty()) {
      return;
    }
    rows.add(
        new Row(
            number,
            name,
            group < 0 ? null : values.get(group),
            label,
            decision < 0 ? null : decided,
            probabilities,
            after,
            others));
  }

  /** Returns null if the name is missing or not unique. */
  private @Nullable String name(String place, String value) {
    Matcher tuple = TUPLE.matcher(value);
    String name = original && tuple.matches() ? tuple.group(1) : value;
    if (name.isEmpty()) {
      faults.add(CsvFaults.at(place, columns.get(image)), "", "is empty; every image has a name");
      return null;
    }
    int times = seen.merge(name, 1, Integer::sum);
    if (times == 1) {
      return name;
    }
    if (original) {
      // names in these files have no folders, so equal names are numbered in their order
      return name + " #" + times;
    }
    faults.add(CsvFaults.at(place, columns.get(image)), value, "is named a second time");
    return null;
  }

  private String label(String place, List<String> values, int column) {
    String label = WholeNumbers.label(values.get(column), classes);
    if (label.isEmpty() || (!classes.isEmpty() && !classes.contains(label))) {
      faults.add(
          CsvFaults.at(place, columns.get(column)),
          label,
          classes.isEmpty()
              ? "is empty; a class is needed"
              : "is not one of the classes " + String.join(", ", classes));
      return "";
    }
    return label;
  }

  private List<Double> probabilities(String place, List<String> values, RoundedSums sums) {
    List<Double> probabilities = new ArrayList<>();
    List<String> written = new ArrayList<>();
    for (String name : classes) {
      String column = sums.prefix() + name;
      String value = values.get(columns.indexOf(column));
      if (separator != ',') {
        value = value.replace(',', '.');
      }
      double p = number(value);
      if (!(p >= 0 && p <= 1)) {
        faults.add(CsvFaults.at(place, column), value, "is not a probability from 0 to 1");
        return List.of();
      }
      probabilities.add(p);
      written.add(value);
    }
    if (!classes.isEmpty()) {
      sums.add(place, probabilities, written);
    }
    return probabilities;
  }

  private static double number(String value) {
    return NUMBER.matcher(value).matches() ? Double.parseDouble(value) : Double.NaN;
  }

  private void overall(int number, List<String> values) {
    if (values.size() != 7) {
      faults.add(
          "row " + number,
          String.join(",", values),
          "must be Overall,,,accuracy,precision,recall,f1");
      return;
    }
    double[] means = new double[4];
    for (int i = 0; i < means.length; i++) {
      means[i] = number(values.get(3 + i));
      if (Double.isNaN(means[i])) {
        faults.add("row " + number + ", value " + (4 + i), values.get(3 + i), "is not a number");
      }
    }
    overall = new Overall(means[0], means[1], means[2], means[3]);
  }
}
