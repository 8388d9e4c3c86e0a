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
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Probabilities of several findings per image, as CSV: {@code image_id,group}, a column {@code
 * true_<finding>} for each finding and then a column {@code prob_<finding>} for each, both in the
 * order of the findings; lines end with a line feed. The truth is 1 (present), 0 (absent) or empty
 * (not known). Each probability is for itself: those of an image need not sum to 1. {@code assay
 * evaluate} reads the same columns.
 *
 * @param findings in the order of the columns
 * @param rows in the order of the split manifest
 */
public record FindingPredictions(List<String> findings, List<Row> rows) {
  private static final List<String> FIXED = List.of("image_id", "group");
  private static final String TRUTH = "true_";
  private static final String PROBABILITY = "prob_";

  public FindingPredictions {
    findings = List.copyOf(Check.notEmpty("findings", findings));
    if (new HashSet<>(findings).size() < findings.size()) {
      throw new IllegalArgumentException("findings must have different names, not " + findings);
    }
    for (String name : findings) {
      CsvText.refuseLineBreak("finding", name);
    }
    rows = List.copyOf(Check.present("rows", rows));
    for (Row row : rows) {
      if (row.probabilities().length != findings.size() || row.truth().count() != findings.size()) {
        throw new IllegalArgumentException(
            "image "
                + row.image()
                + " has not a truth and a probability for each finding of "
                + findings);
      }
    }
  }

  /**
   * One image.
   *
   * @param image keyed hash of its id
   * @param group keyed pseudonym
   * @param truth of each finding
   * @param probabilities that each is present, as the model computed them
   */
  @SuppressWarnings("ArrayRecordComponent") // a million rows: boxed lists would cost 10 times more
  public record Row(String image, String group, FindingLabels truth, double[] probabilities) {
    public Row {
      CsvText.refuseLineBreak("image", Check.text("image", image));
      CsvText.refuseLineBreak("group", Check.text("group", group));
      Check.present("truth", truth);
      for (double p : probabilities) {
        Check.within("probability", p, 0, 1);
      }
    }
  }

  public void write(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(String.join(",", header(findings).stream().map(CsvText::quote).toList()));
      out.write('\n');
      for (Row row : rows) {
        out.write(CsvText.quote(row.image()) + "," + CsvText.quote(row.group()));
        for (int f = 0; f < findings.size(); f++) {
          out.write("," + word(row.truth(), f));
        }
        for (double p : row.probabilities()) {
          out.write("," + p);
        }
        out.write('\n');
      }
    }
  }

  private static String word(FindingLabels truth, int finding) {
    return switch (truth.of(finding)) {
      case PRESENT -> "1";
      case ABSENT -> "0";
      case UNKNOWN -> "";
    };
  }

  /** Whether a file of predictions is one of findings, by its first line. */
  public static boolean isOne(Path file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String first = in.readLine();
      return first != null
          && CsvText.split(first).stream().anyMatch(column -> column.startsWith(PROBABILITY))
          && !CsvText.split(first).contains("true_label");
    }
  }

  /**
   * @throws IllegalArgumentException naming the row, the column and the value that is wrong
   */
  public static FindingPredictions read(Path file) throws IOException {
    return read(file, null);
  }

  /**
   * What is said of one image; the other rows are skipped, so it takes little time.
   *
   * @param image null: every image
   * @return without rows if there is none of the image
   */
  public static FindingPredictions read(Path file, @Nullable String image) throws IOException {
    CsvText.refuseTruncated(file);
    String start = image == null ? "" : CsvText.quote(image) + ",";
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String first = in.readLine();
      List<String> header = first == null ? List.of() : CsvText.split(first);
      List<String> findings =
          header.stream()
              .skip(FIXED.size())
              .filter(column -> column.startsWith(PROBABILITY))
              .map(column -> column.substring(PROBABILITY.length()))
              .toList();
      if (findings.isEmpty() || !header.equals(header(findings))) {
        throw new IllegalArgumentException(
            "row 1: the header must be "
                + String.join(",", FIXED)
                + ", one true_<finding> column per finding and one prob_<finding> column per"
                + " finding, not '"
                + first
                + "'");
      }
      List<Row> rows = new ArrayList<>();
      int number = 1;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (line.startsWith(start)) {
          rows.add(row(number, CsvText.split(line), findings));
        }
      }
      return new FindingPredictions(findings, rows);
    }
  }

  private static List<String> header(List<String> findings) {
    List<String> header = new ArrayList<>(FIXED);
    findings.forEach(name -> header.add(TRUTH + name));
    findings.forEach(name -> header.add(PROBABILITY + name));
    return header;
  }

  private static Row row(int number, List<String> values, List<String> findings) {
    int columns = FIXED.size() + 2 * findings.size();
    if (values.size() != columns) {
      throw new IllegalArgumentException(
          "row " + number + ": " + values.size() + " values under " + columns + " columns");
    }
    List<FindingLabels.Shown> truth = new ArrayList<>();
    for (int f = 0; f < findings.size(); f++) {
      String value = values.get(FIXED.size() + f);
      truth.add(
          switch (value) {
            case "1" -> FindingLabels.Shown.PRESENT;
            case "0" -> FindingLabels.Shown.ABSENT;
            case "" -> FindingLabels.Shown.UNKNOWN;
            default ->
                throw new IllegalArgumentException(
                    "row %d, %s%s: '%s' is not 1, 0 or empty"
                        .formatted(number, TRUTH, findings.get(f), value));
          });
    }
    try {
      return new Row(
          values.get(0),
          values.get(1),
          FindingLabels.of(truth),
          CsvText.numbers(number, values, FIXED.size() + findings.size(), PROBABILITY, findings));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("row " + number + ": " + e.getMessage(), e);
    }
  }
}
