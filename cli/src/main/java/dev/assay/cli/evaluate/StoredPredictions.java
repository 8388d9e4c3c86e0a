// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The exported predictions of all seeds of a cell as they were evaluated: images in the order of
 * the file, groups numbered by their first image.
 *
 * @param scores by seed
 */
public record StoredPredictions(LabelledSet set, SortedMap<Long, Scores> scores) {

  /**
   * @param files by seed, at least one
   * @param positiveOf the class to be detected, of these classes; null if there is none
   * @param lasting whether groups are called by their first image instead of its place
   * @throws CliException if a file is wrong or contradicts another
   */
  public static StoredPredictions read(
      SortedMap<Long, Path> files, PositiveClass positiveOf, boolean lasting) {
    SortedMap<Long, Scores> scores = new TreeMap<>();
    @Nullable PredictionFile first = null;
    for (Map.Entry<Long, Path> file : files.entrySet()) {
      PredictionFile read = PredictionReader.read(file.getValue(), "group");
      if (first == null) {
        first = read;
      }
      refuseOtherImages(first, read);
      scores.put(
          file.getKey(),
          Scores.ofProbabilities(
              read.rows().stream()
                  .map(
                      row ->
                          row.probabilities().stream().mapToDouble(Double::doubleValue).toArray())
                  .toArray(double[][]::new)));
    }
    if (first == null) {
      throw new IllegalArgumentException("no file of predictions");
    }
    List<String> classes = first.classes();
    List<PredictionFile.Row> rows = first.rows();
    return new StoredPredictions(
        new LabelledSet(
            classes,
            positiveOf.of(classes),
            rows.stream().mapToInt(row -> classes.indexOf(row.truth())).toArray(),
            ImageRow.units(rows, lasting)),
        scores);
  }

  /** Which of two classes is to be detected. */
  public interface PositiveClass {
    @Nullable String of(List<String> classes);
  }

  private static void refuseOtherImages(PredictionFile first, PredictionFile other) {
    for (PredictionFile.Row row : other.rows()) {
      if (!other.classes().contains(row.truth())) {
        throw CliException.badInput(
            "%s, row %d: '%s' is none of the classes %s"
                .formatted(other.file(), row.number(), row.truth(), other.classes()));
      }
    }
    boolean same =
        first.classes().equals(other.classes()) && first.rows().size() == other.rows().size();
    for (int i = 0; same && i < first.rows().size(); i++) {
      PredictionFile.Row one = first.rows().get(i);
      PredictionFile.Row two = other.rows().get(i);
      same =
          one.image().equals(two.image())
              && one.truth().equals(two.truth())
              && String.valueOf(one.group()).equals(String.valueOf(two.group()));
    }
    if (!same) {
      throw CliException.badInput(
          "%s and %s are about other images, classes or groups"
              .formatted(first.file(), other.file()));
    }
  }
}
