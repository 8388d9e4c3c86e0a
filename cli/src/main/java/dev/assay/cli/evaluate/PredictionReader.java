// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.PredictionFile.Overall;
import dev.assay.cli.evaluate.PredictionFile.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
final class PredictionReader extends ImageTable {
  static final List<String> TRUTH = List.of("true_label", "label");
  static final List<String> DECISION = List.of("predicted_label", "prediction");
  static final String PROBABILITY = "prob_";
  static final String CALIBRATED = "cal_";

  private static final List<String> ORIGINAL = List.of("image_name", "prediction", "true_label");
  private static final Pattern TUPLE = Pattern.compile("\\('(.*)',\\)");
  private static final String OVERALL = "Overall";

  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private List<String> classes = List.of();
  private List<String> attributes = List.of();
  private boolean calibrated;
  private int truth = -1;
  private int decision = -1;
  private boolean original;
  private @Nullable Overall overall;
  private final RoundedSums sums = new RoundedSums(PROBABILITY);
  private final RoundedSums sumsAfter = new RoundedSums(CALIBRATED);

  private PredictionReader(Path file) {
    super(file);
  }

  /**
   * @param groupColumn name of the column of groups; null: the first of {@link CsvRows#GROUP} that
   *     exists
   * @throws CliException if values are wrong; it names each row, column and value
   */
  static PredictionFile read(Path file, @Nullable String groupColumn) {
    PredictionReader reader = new PredictionReader(file);
    reader.read(groupColumn);
    return reader.result();
  }

  private PredictionFile result() {
    refuseNothing(rows.isEmpty());
    sums.check(classes.size(), faults);
    sumsAfter.check(classes.size(), faults);
    faults.throwIfAny();
    List<String> notes = new ArrayList<>();
    sums.note(classes.size()).ifPresent(notes::add);
    sumsAfter.note(classes.size()).ifPresent(notes::add);
    return new PredictionFile(
        file, classes, calibrated, groupColumn(), attributes, rows, overall, notes);
  }

  @Override
  void row(int number, List<String> values) {
    if (overall != null) {
      faults.add("row " + number, null, "comes after the row " + OVERALL + ", which ends a file");
    } else if (original && values.get(0).equals(OVERALL)) {
      overall(number, values);
    } else {
      image(number, values);
    }
  }

  @Override
  void header(@Nullable String groupColumn) {
    original = columns.equals(ORIGINAL);
    image = required(CsvRows.IMAGE);
    truth = required(TRUTH);
    decision = CsvRows.column(columns, DECISION);
    findGroup(groupColumn);
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
            .filter(name -> !name.isEmpty() && !isOwn(columns.indexOf(name)))
            .toList();
  }

  private boolean isOwn(int column) {
    return column == image || column == truth || column == decision || column == group;
  }

  private void image(int number, List<String> values) {
    String place = "row " + number;
    if (!isComplete(place, values)) {
      return;
    }
    @Nullable String name = name(place, values.get(image));
    String label = label(place, values, truth);
    String decided = decision < 0 ? "" : label(place, values, decision);
    @Nullable String named = group(place, values);
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
            named,
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
      missingName(place);
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
    secondName(place, value);
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
      String value = decimal(values.get(columns.indexOf(column)));
      double p = CsvRows.number(value);
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
      means[i] = CsvRows.number(values.get(3 + i));
      if (Double.isNaN(means[i])) {
        faults.add("row " + number + ", value " + (4 + i), values.get(3 + i), "is not a number");
      }
    }
    overall = new Overall(means[0], means[1], means[2], means[3]);
  }
}
