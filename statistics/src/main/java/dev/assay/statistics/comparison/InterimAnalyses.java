// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The interim analyses of a test set so far: how often its cells have been compared before. Models
 * that were added after the first analysis were chosen by somebody who had seen its numbers: their
 * contrasts are exploratory, and the family with them in it is adjusted again.
 *
 * @param earlier the names of the cells in each earlier analysis, oldest first
 */
public record InterimAnalyses(List<Set<String>> earlier) {
  public InterimAnalyses {
    earlier = earlier.stream().map(Set::copyOf).toList();
  }

  /** There was none before. */
  public static InterimAnalyses first() {
    return new InterimAnalyses(List.of());
  }

  /** Number of the present analysis; 1 for the first. */
  public int number() {
    return earlier.size() + 1;
  }

  /** The cells that were not in the first analysis. */
  public List<String> added(List<String> cells) {
    return earlier.isEmpty()
        ? List.of()
        : cells.stream().filter(cell -> !earlier.get(0).contains(cell)).toList();
  }

  /** What a table must say; empty for the first analysis. */
  Optional<String> note(List<String> cells) {
    if (earlier.isEmpty()) {
      return Optional.empty();
    }
    List<String> added = added(cells);
    String analysis = "interim analysis " + number() + " of this test set";
    return Optional.of(
        added.isEmpty()
            ? analysis + ", with no model that the first did not have"
            : analysis
                + ": the family was reopened for "
                + String.join(", ", added)
                + "; adjusted p-values replace those of earlier analyses, and contrasts with added"
                + " models are exploratory");
  }
}
