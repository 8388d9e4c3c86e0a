// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;

/**
 * The parts of the sums of one model on one set that do not depend on the weighting; shared between
 * threads.
 */
public final class TallyRows {
  private final LabelledSet set;
  private final UnitSums confusion;
  private final UnitSums losses;
  private final UnitSums bins;
  private final Ranking[] rankings;

  /**
   * @param ranked whether areas under curves are needed; sorting is skipped if not
   */
  public TallyRows(LabelledSet set, Scores scores, Units units, boolean ranked) {
    scores.mustFit(set);
    this.set = set;
    confusion = confusion(set, scores, units);
    losses = Losses.of(set, scores, units);
    bins = ConfidenceBins.of(set, scores, units);
    int classes = set.classCount();
    // With two classes, the curve of one class is that of the other in reverse order.
    int ofTwo = set.positive().orElse(1);
    rankings = new Ranking[!ranked ? 0 : classes == 2 ? 1 : classes];
    for (int c = 0; c < rankings.length; c++) {
      rankings[c] = new Ranking(SortedScores.of(set, scores, units, classes == 2 ? ofTwo : c, 0));
    }
  }

  private static UnitSums confusion(LabelledSet set, Scores scores, Units units) {
    int classes = set.classCount();
    UnitSums.Builder sums = new UnitSums.Builder(units.count(), classes * classes);
    for (int row = 0; row < set.rows(); row++) {
      sums.add(units.of(row), set.truth(row) * classes + scores.predicted(row), 1);
    }
    return sums.build();
  }

  /** A tally of these rows that has yet to be weighed; one for each thread. */
  public SummedTally tally() {
    return new WeightedTally(this);
  }

  LabelledSet set() {
    return set;
  }

  UnitSums confusion() {
    return confusion;
  }

  UnitSums losses() {
    return losses;
  }

  UnitSums bins() {
    return bins;
  }

  Ranking[] rankings() {
    return rankings;
  }
}
