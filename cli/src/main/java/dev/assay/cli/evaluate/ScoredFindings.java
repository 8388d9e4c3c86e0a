// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.FindingsFile.Row;
import dev.assay.statistics.comparison.FindingModel;
import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.FindingSet.Truth;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One test set of several findings with the predictions of every model. The same row of each model
 * is of the same image.
 *
 * @param set the images and findings in the order of the first file
 * @param models the models in the order of the arguments
 * @param groupColumn name of the column of groups; null if every image is its own group
 * @param files by model, in the order of the arguments
 * @param notes what was taken as it was meant
 */
record ScoredFindings(
    FindingSet set,
    List<FindingModel> models,
    @Nullable String groupColumn,
    Map<String, List<Path>> files,
    List<String> notes) {

  /**
   * @throws CliException if a file is wrong or contradicts another; it names the row, the column
   *     and the value
   */
  static ScoredFindings read(List<NamedFile> named, @Nullable String groupColumn) {
    Map<String, List<FindingsFile>> files = new LinkedHashMap<>();
    List<FindingsFile> all = new ArrayList<>();
    for (NamedFile file : named) {
      FindingsFile read = FindingsReader.read(file.file(), groupColumn);
      files.computeIfAbsent(file.model(), model -> new ArrayList<>()).add(read);
      all.add(read);
    }
    FindingsFile first = all.getFirst();
    all.forEach(other -> mustAgree(first, other));
    FindingsFile grouped =
        all.stream().filter(file -> file.groupColumn() != null).findFirst().orElse(first);
    List<FindingModel> models = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    if (first.uncertain() > 0) {
      notes.add("%d values of -1 (uncertain) count as not known".formatted(first.uncertain()));
    }
    files.forEach(
        (model, ofModel) -> {
          SortedMap<Long, FindingScores> seeds = new TreeMap<>();
          for (FindingsFile file : ofModel) {
            seeds.put(seeds.size() + 1L, scores(first, file));
            String what = ofModel.size() == 1 ? model : model + " (" + file.file() + ")";
            file.notes().forEach(note -> notes.add(what + ": " + note));
          }
          models.add(new FindingModel(model, seeds));
        });
    Map<String, List<Path>> paths = new LinkedHashMap<>();
    files.forEach(
        (model, ofModel) -> paths.put(model, ofModel.stream().map(FindingsFile::file).toList()));
    return new ScoredFindings(set(first, grouped), models, grouped.groupColumn(), paths, notes);
  }

  /** The rows of a file in the order of the first file. */
  private static List<Row> aligned(FindingsFile first, FindingsFile file) {
    return ImageRow.aligned(first.rows(), file.rows());
  }

  private static FindingSet set(FindingsFile first, FindingsFile grouped) {
    List<String> groups = new ArrayList<>();
    for (Row row : aligned(first, grouped)) {
      String group = row.group();
      groups.add(group == null ? row.image() : group);
    }
    return set(first, groups);
  }

  /**
   * @param groups of each row
   */
  static FindingSet set(FindingsFile first, List<String> groups) {
    List<Row> rows = first.rows();
    Truth[][] truth = new Truth[first.findings().size()][rows.size()];
    for (int f = 0; f < truth.length; f++) {
      for (int row = 0; row < truth[f].length; row++) {
        truth[f][row] = rows.get(row).truth()[f];
      }
    }
    return new FindingSet(first.findings(), truth, groups);
  }

  /** In the order of the first file. */
  static FindingScores scores(FindingsFile first, FindingsFile file) {
    int[] columns = columns(first, file);
    List<Row> rows = aligned(first, file);
    double[][] probabilities = new double[rows.size()][columns.length];
    for (int row = 0; row < probabilities.length; row++) {
      for (int f = 0; f < columns.length; f++) {
        probabilities[row][f] = rows.get(row).probabilities()[columns[f]];
      }
    }
    return new FindingScores(probabilities);
  }

  /** Where the findings of the first file are in another. */
  private static int[] columns(FindingsFile first, FindingsFile other) {
    Map<String, Integer> at = new HashMap<>();
    for (int f = 0; f < other.findings().size(); f++) {
      at.put(other.findings().get(f), f);
    }
    return first.findings().stream().mapToInt(finding -> at.getOrDefault(finding, -1)).toArray();
  }

  /**
   * @throws CliException if the files are about other images, findings or groups
   */
  static void mustAgree(FindingsFile first, FindingsFile other) {
    CsvFaults faults = new CsvFaults(other.file());
    for (String finding : without(first, other)) {
      faults.add("row 1", null, "has no finding '%s' of %s".formatted(finding, first.file()));
    }
    for (String finding : without(other, first)) {
      faults.add("row 1", finding, "is not a finding of " + first.file());
    }
    faults.throwIfAny();
    int[] columns = columns(first, other);
    ImageRow.mustAgree(
        first.file(),
        first.rows(),
        other.groupColumn(),
        other.rows(),
        faults,
        (same, row) -> {
          for (int f = 0; f < columns.length; f++) {
            if (row.truth()[columns[f]] != same.truth()[f]) {
              faults.add(
                  CsvFaults.at("row " + row.number(), "of the truth of " + first.findings().get(f)),
                  word(row.truth()[columns[f]]),
                  "is '%s' in row %d of %s"
                      .formatted(word(same.truth()[f]), same.number(), first.file()));
            }
          }
          return true;
        });
  }

  private static List<String> without(FindingsFile one, FindingsFile other) {
    Set<String> there = Set.copyOf(other.findings());
    return one.findings().stream().filter(finding -> !there.contains(finding)).toList();
  }

  private static String word(Truth truth) {
    return truth == Truth.UNKNOWN ? "not known" : truth.name().toLowerCase(Locale.ROOT);
  }
}
