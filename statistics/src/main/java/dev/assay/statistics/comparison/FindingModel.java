// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.Scores;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One row of a comparison on a test set of several findings.
 *
 * @param name as in tables; another one for every model
 * @param seeds the scores of each training seed, at least one, in ascending order of their number
 */
public record FindingModel(String name, SortedMap<Long, FindingScores> seeds) {
  public FindingModel {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a model needs a name");
    }
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException(name + ": at least one seed");
    }
    seeds = Collections.unmodifiableSortedMap(new TreeMap<>(seeds));
  }

  /** The model as the answer to one finding, in the images for which it is known. */
  ComparedCell of(int finding, FindingSet.Known known) {
    SortedMap<Long, Scores> scores = new TreeMap<>();
    seeds.forEach((seed, of) -> scores.put(seed, of.of(finding, known)));
    return new ComparedCell(name, scores);
  }
}
