// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Class probabilities per image, as CSV: {@code image_id,group,true_label,predicted_label} and one
 * {@code prob_<class>} column per class, in the order of the classes; lines end with a line feed.
 * Where probabilities were calibrated, one {@code cal_<class>} column per class follows, in the
 * same order. Labels are class names. Probabilities are written so that they read back to the same
 * double.
 *
 * @param classes in the order of the probability columns
 * @param rows in the order of the split manifest
 */
public record Predictions(List<String> classes, List<Row> rows) {
  private static final List<String> FIXED =
      List.of("image_id", "group", "true_label", "predicted_label");
  private static final String PROBABILITY = "prob_";
  private static final String CALIBRATED = "cal_";

  public Predictions {
    classes = List.copyOf(Check.notEmpty("classes", classes));
    for (String name : classes) {
      CsvText.refuseLineBreak("class", name);
    }
    rows = List.copyOf(Check.present("rows", rows));
    for (Row row : rows) {
      if (row.probabilities().length != classes.size()) {
        throw new IllegalArgumentException(
            "image " + row.image() + " has no probability for every class of " + classes);
      }
      if (row.isCalibrated() != rows.getFirst().isCalibrated()
          || (row.calibrated() != null && row.calibrated().length != classes.size())) {
        throw new IllegalArgumentException(
            "image " + row.image() + " has not as many calibrated probabilities as the others");
      }
      if (row.label() >= classes.size()) {
        throw new IllegalArgumentException(
            "label " + row.label() + " of image " + row.image() + " has no class among " + classes);
      }
    }
  }

  /**
   * One image.
   *
   * @param image keyed hash of its id
   * @param group keyed pseudonym
   * @param label index of the true class
   * @param probabilities one per class, summing to 1, as the model computed them
   * @param calibrated calibrated probabilities, one per class: the prior of class weights is
   *     removed, and the temperature that fits the validation images best is applied; absent
   *     without calibration. The calibration was fitted on the validation images themselves
   */
  @SuppressWarnings("ArrayRecordComponent") // a million rows: boxed lists would cost 10 times more
  public record Row(
      String image,
      String group,
      int label,
      double[] probabilities,
      double @Nullable [] calibrated) {
    public Row {
      CsvText.refuseLineBreak("image", Check.text("image", image));
      CsvText.refuseLineBreak("group", Check.text("group", group));
      Check.atLeast("label", label, 0);
      refuseWhatIsNoDistribution("probabilities", probabilities);
      if (calibrated != null) {
        refuseWhatIsNoDistribution("calibrated probabilities", calibrated);
      }
    }

    /** Without calibration. */
    public Row(String image, String group, int label, double[] probabilities) {
      this(image, group, label, probabilities, null);
    }

    private static void refuseWhatIsNoDistribution(String what, double[] values) {
      double sum = 0;
      for (double p : values) {
        Check.within("probability", p, 0, 1);
        sum += p;
      }
      Check.within("sum of " + what, sum, 1 - 1e-4, 1 + 1e-4);
    }

    public boolean isCalibrated() {
      return calibrated != null;
    }

    /** Index of the most probable class, by the model itself; the first of equals. */
    public int predicted() {
      int best = 0;
      for (int k = 1; k < probabilities.length; k++) {
        if (probabilities[k] > probabilities[best]) {
          best = k;
        }
      }
      return best;
    }
  }

  /** Whether every row has calibrated probabilities; otherwise none has. */
  public boolean areCalibrated() {
    return !rows.isEmpty() && rows.getFirst().isCalibrated();
  }

  public void write(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      List<String> header = header(classes, areCalibrated());
      out.write(String.join(",", header.stream().map(CsvText::quote).toList()));
      out.write('\n');
      for (Row row : rows) {
        out.write(CsvText.quote(row.image()) + "," + CsvText.quote(row.group()));
        out.write("," + CsvText.quote(classes.get(row.label())));
        out.write("," + CsvText.quote(classes.get(row.predicted())));
        for (double p : row.probabilities()) {
          out.write("," + p);
        }
        if (row.calibrated() != null) {
          for (double p : row.calibrated()) {
            out.write("," + p);
          }
        }
        out.write('\n');
      }
    }
  }

  /**
   * @throws IllegalArgumentException naming the row, the column and the value that is wrong
   */
  public static Predictions read(Path file) throws IOException {
    return read(file, line -> true);
  }

  /**
   * What is said of one image; the other rows are skipped, so it takes little time.
   *
   * @return without rows if there is none of the image
   */
  public static Predictions read(Path file, String image) throws IOException {
    String start = CsvText.quote(image) + ",";
    return read(file, line -> line.startsWith(start));
  }

  private static Predictions read(Path file, Predicate<String> wanted) throws IOException {
    CsvText.refuseTruncated(file);
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String first = in.readLine();
      List<String> header = first == null ? List.of() : CsvText.split(first);
      List<String> classes =
          header.stream()
              .skip(FIXED.size())
              .filter(h -> h.startsWith(PROBABILITY))
              .map(h -> h.substring(PROBABILITY.length()))
              .toList();
      boolean calibrated = header.size() > FIXED.size() + classes.size();
      if (!header.equals(header(classes, calibrated)) || classes.isEmpty()) {
        throw new IllegalArgumentException(
            "row 1: the header must be "
                + String.join(",", FIXED)
                + " and one prob_<class> column per class, then none or one cal_<class> column per"
                + " class, not '"
                + first
                + "'");
      }
      List<Row> rows = new ArrayList<>();
      int number = 1;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (wanted.test(line)) {
          rows.add(row(number, CsvText.split(line), classes, calibrated));
        }
      }
      return new Predictions(classes, rows);
    }
  }

  private static List<String> header(List<String> classes, boolean calibrated) {
    List<String> header = new ArrayList<>(FIXED);
    classes.forEach(name -> header.add(PROBABILITY + name));
    if (calibrated) {
      classes.forEach(name -> header.add(CALIBRATED + name));
    }
    return header;
  }

  private static Row row(
      int number, List<String> values, List<String> classes, boolean calibrated) {
    int columns = FIXED.size() + (calibrated ? 2 : 1) * classes.size();
    if (values.size() != columns) {
      throw new IllegalArgumentException(
          "row " + number + ": " + values.size() + " values under " + columns + " columns");
    }
    int label = classes.indexOf(values.get(2));
    if (label < 0) {
      throw new IllegalArgumentException(
          "row " + number + ", true_label: '" + values.get(2) + "' is none of " + classes);
    }
    double[] probabilities = CsvText.numbers(number, values, FIXED.size(), PROBABILITY, classes);
    double @Nullable [] fitted =
        calibrated
            ? CsvText.numbers(number, values, FIXED.size() + classes.size(), CALIBRATED, classes)
            : null;
    Row row;
    try {
      row = new Row(values.get(0), values.get(1), label, probabilities, fitted);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "row " + number + ": " + e.getMessage() + " " + values.subList(FIXED.size(), columns), e);
    }
    if (!classes.get(row.predicted()).equals(values.get(3))) {
      throw new IllegalArgumentException(
          "row "
              + number
              + ", predicted_label: '"
              + values.get(3)
              + "' is not the most probable class, which is '"
              + classes.get(row.predicted())
              + "'");
    }
    return row;
  }
}
