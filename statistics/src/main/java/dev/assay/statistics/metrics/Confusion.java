// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts of images by true class (rows) and decision (columns), in the declared order of the
 * classes.
 */
public record Confusion(List<String> classes, List<List<Long>> counts) {
  public Confusion {
    classes = List.copyOf(classes);
    counts = counts.stream().map(List::copyOf).toList();
  }

  public static Confusion of(LabelledSet set, Scores scores) {
    return of(Tally.ofAll(set, scores));
  }

  public static Confusion of(Tally tally) {
    List<List<Long>> counts = new ArrayList<>();
    for (int t = 0; t < tally.classes(); t++) {
      List<Long> row = new ArrayList<>();
      for (int p = 0; p < tally.classes(); p++) {
        row.add((long) tally.entry(t, p));
      }
      counts.add(row);
    }
    return new Confusion(tally.names(), counts);
  }
}
