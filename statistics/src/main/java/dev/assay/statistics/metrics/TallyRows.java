package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;

/** What stays the same of one model on one set under every weighting; shared between threads. */
public final class TallyRows {
  private final LabelledSet set;
  private final UnitSums confusion;
  private final UnitSums losses;
  private final UnitSums bins;
  private final Ranking[] rankings;

  /**
   * @param ranked whether areas under curves will be asked for; sorting is skipped if not
   */
  public TallyRows(LabelledSet set, Scores scores, Units units, boolean ranked) {
    scores.mustFit(set);
    this.set = set;
    confusion = confusion(set, scores, units);
    losses = Losses.of(set, scores, units);
    bins = ConfidenceBins.of(set, scores, units);
    int classes = set.classCount();
    // With two classes the curve of the one is the curve of the other, seen from behind.
    rankings = new Ranking[!ranked ? 0 : classes == 2 ? 1 : classes];
    for (int c = 0; c < rankings.length; c++) {
      rankings[c] = new Ranking(SortedScores.of(set, scores, units, classes == 2 ? 1 : c, 0));
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
