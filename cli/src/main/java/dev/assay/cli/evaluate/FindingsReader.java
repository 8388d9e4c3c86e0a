// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.FindingsFile.Row;
import dev.assay.statistics.testset.FindingSet.Truth;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads predictions of several findings per image from CSV: for each finding a column of its truth,
 * {@code true_<finding>}, and one of its probability, {@code prob_<finding>}. The truth is 1 or 0;
 * an empty value and -1, which CheXpert and MIMIC-CXR have for uncertain, say that the finding is
 * not known for the image.
 */
final class FindingsReader extends ImageTable {
  private static final String TRUTH = "true_";

  private final List<Row> rows = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private List<String> findings = List.of();
  private int[] truthColumns = {};
  private int[] probabilityColumns = {};
  private int uncertain;

  private FindingsReader(Path file) {
    super(file);
  }

  /** Whether the columns of a file are those of findings, and not of one label. */
  static boolean areFindings(List<String> columns) {
    return CsvRows.column(columns, PredictionReader.TRUTH) < 0
        && columns.stream().anyMatch(name -> name.startsWith(TRUTH));
  }

  /**
   * @param groupColumn name of the column of groups; null: the first of {@link CsvRows#GROUP} that
   *     exists
   * @throws CliException if values are wrong; it names each row, column and value
   */
  static FindingsFile read(Path file, @Nullable String groupColumn) {
    FindingsReader reader = new FindingsReader(file);
    reader.read(groupColumn);
    return reader.result();
  }

  private FindingsFile result() {
    refuseNothing(rows.isEmpty());
    faults.throwIfAny();
    List<String> notes = new ArrayList<>();
    List<String> calibrated =
        columns.stream().filter(name -> name.startsWith(PredictionReader.CALIBRATED)).toList();
    if (!calibrated.isEmpty()) {
      notes.add("not used with findings: " + String.join(", ", calibrated));
    }
    return new FindingsFile(file, findings, groupColumn(), rows, uncertain, notes);
  }

  @Override
  void header(@Nullable String groupColumn) {
    image = required(CsvRows.IMAGE);
    findGroup(groupColumn);
    findings = named(TRUTH);
    for (String finding : named(PredictionReader.PROBABILITY)) {
      needs(finding, PredictionReader.PROBABILITY, TRUTH);
    }
    findings.forEach(finding -> needs(finding, TRUTH, PredictionReader.PROBABILITY));
    truthColumns = columnsOf(TRUTH);
    probabilityColumns = columnsOf(PredictionReader.PROBABILITY);
  }

  private List<String> named(String prefix) {
    return columns.stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  private int[] columnsOf(String prefix) {
    return findings.stream().mapToInt(finding -> columns.indexOf(prefix + finding)).toArray();
  }

  private void needs(String finding, String prefix, String other) {
    if (finding.isEmpty()) {
      faults.add("row 1", prefix, "has no name of a finding behind it");
    } else if (!columns.contains(other + finding)) {
      faults.add(
          "row 1", prefix + finding, "has no column " + other + finding + "; findings need both");
    }
  }

  @Override
  void row(int number, List<String> values) {
    String place = "row " + number;
    if (!isComplete(place, values)) {
      return;
    }
    String name = values.get(image);
    if (name.isEmpty()) {
      missingName(place);
    } else if (!seen.add(name)) {
      secondName(place, name);
    }
    @Nullable String named = group(place, values);
    Truth[] truth = new Truth[findings.size()];
    double[] probabilities = new double[findings.size()];
    for (int f = 0; f < truth.length; f++) {
      truth[f] = truth(place, columns.get(truthColumns[f]), values.get(truthColumns[f]));
      probabilities[f] =
          probability(place, columns.get(probabilityColumns[f]), values.get(probabilityColumns[f]));
    }
    rows.add(new Row(number, name, named, truth, probabilities));
  }

  private Truth truth(String place, String column, String value) {
    return switch (WholeNumbers.of(value)) {
      case "1" -> Truth.PRESENT;
      case "0" -> Truth.ABSENT;
      case "" -> Truth.UNKNOWN;
      case "-1" -> {
        uncertain++;
        yield Truth.UNKNOWN;
      }
      default -> {
        faults.add(
            CsvFaults.at(place, column),
            value,
            "is not 1 (present), 0 (absent), or empty or -1 (not known)");
        yield Truth.UNKNOWN;
      }
    };
  }

  private double probability(String place, String column, String value) {
    double p = CsvRows.number(decimal(value));
    if (!(p >= 0 && p <= 1)) {
      faults.add(CsvFaults.at(place, column), value, "is not a probability from 0 to 1");
    }
    return p;
  }
}
