// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.testset.Scores;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One row of a comparison: a cell of a study, or any model from anywhere.
 *
 * @param name as in tables; another one for every cell
 * @param seeds the scores of each training seed, at least one, in ascending order of their number
 * @param models which models these are; cells of equal ones are the same models, seed by seed, with
 *     other inputs, so that the spread of training is that of their differences; null: of their own
 */
public record ComparedCell(String name, SortedMap<Long, Scores> seeds, @Nullable String models) {
  public ComparedCell {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a cell needs a name");
    }
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException(name + ": at least one seed");
    }
    seeds = Collections.unmodifiableSortedMap(new TreeMap<>(seeds));
  }

  /** Models of their own. */
  public ComparedCell(String name, SortedMap<Long, Scores> seeds) {
    this(name, seeds, null);
  }

  /** A model that was trained once. */
  public static ComparedCell ofOne(String name, Scores scores) {
    return new ComparedCell(name, new TreeMap<>(Map.of(0L, scores)));
  }

  List<Scores> scores() {
    return List.copyOf(seeds.values());
  }
}
