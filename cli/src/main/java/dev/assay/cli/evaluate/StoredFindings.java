// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The exported predictions of all seeds of a cell whose images may show several findings, as they
 * were evaluated: images in the order of the file, groups numbered by their first image.
 *
 * @param scores by seed
 */
public record StoredFindings(FindingSet set, SortedMap<Long, FindingScores> scores) {

  /** Whether a file of predictions has the columns of findings. */
  public static boolean areIn(Path file) {
    return FindingsReader.areFindings(CsvRows.header(file));
  }

  /**
   * @param files by seed, at least one
   * @throws CliException if a file is wrong or contradicts another
   */
  public static StoredFindings read(SortedMap<Long, Path> files) {
    SortedMap<Long, FindingScores> scores = new TreeMap<>();
    @Nullable FindingsFile first = null;
    for (Map.Entry<Long, Path> file : files.entrySet()) {
      FindingsFile read = FindingsReader.read(file.getValue(), "group");
      if (first == null) {
        first = read;
      }
      ScoredFindings.mustAgree(first, read);
      scores.put(file.getKey(), ScoredFindings.scores(first, read));
    }
    if (first == null) {
      throw new IllegalArgumentException("no file of predictions");
    }
    return new StoredFindings(
        ScoredFindings.set(first, ImageRow.units(first.rows(), false)), scores);
  }
}
