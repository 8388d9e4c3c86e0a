// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The sums of one model over a test set that grows, under a fixed number of weightings. Appending
 * rows costs those rows only: their sums are added, and they are merged into the sorted scores.
 */
public final class GrowingSums {
  private final List<String> classes;
  private final OptionalInt positive;
  private final long[][] confusion;
  private final long[][] losses;
  private final long[][] bins;
  private final SortedScores[] sorted;
  private int units;

  /**
   * @param like a set with the classes of those to come; its rows are not added
   * @param weightings how many there are
   */
  public GrowingSums(LabelledSet like, int weightings) {
    classes = like.classes();
    positive = like.positive();
    confusion = new long[weightings][classes.size() * classes.size()];
    losses = new long[weightings][Losses.SUMS];
    bins = new long[weightings][ConfidenceBins.SUMS];
    sorted = new SortedScores[classes.size() == 2 ? 1 : classes.size()];
  }

  /**
   * Adds further rows. Their groups get the next numbers, even if one has the name of an earlier
   * group.
   *
   * @param weigh sets the weights of the groups in a tile of weightings
   * @throws IllegalArgumentException if the classes are not the same
   */
  public void append(LabelledSet set, Scores scores, Weights.Tile weigh) {
    if (!set.classes().equals(classes) || !set.positive().equals(positive)) {
      throw new IllegalArgumentException(
          "appended rows are of the classes " + set.classes() + ", not " + classes);
    }
    TallyRows rows = new TallyRows(set, scores, set.groups(), false);
    Weights.forEachTile(
        set.groups().count(),
        confusion.length,
        (weights, first, end) -> {
          weigh.of(weights, first, end);
          add(rows.confusion(), weights, first, end, confusion);
          add(rows.losses(), weights, first, end, losses);
          add(rows.bins(), weights, first, end, bins);
        });
    for (int i = 0; i < sorted.length; i++) {
      int c = sorted.length == 1 ? positive.orElse(1) : i;
      SortedScores more = SortedScores.of(set, scores, set.groups(), c, units);
      sorted[i] = sorted[i] == null ? more : sorted[i].merge(more);
    }
    units += set.groups().count();
  }

  private static void add(UnitSums rows, Weights weights, int first, int end, long[][] into) {
    long[][] ofRows = new long[rows.count()][weights.lanes()];
    rows.weigh(weights, ofRows);
    for (int b = first; b < end; b++) {
      for (int s = 0; s < ofRows.length; s++) {
        into[b][s] += ofRows[s][b - first];
      }
    }
  }

  /** Makes tallies of the rows added so far. */
  public interface Tallies {
    /**
     * @param weights of all groups added, for areas under curves; of no group without them
     * @param first weighting, that of lane 0
     * @return of all lanes; none is selected yet
     */
    SummedTally of(Weights weights, int first);
  }

  /**
   * @param ranked whether areas under curves are needed
   */
  public Tallies tallies(boolean ranked) {
    Ranking[] rankings =
        ranked ? Arrays.stream(sorted).map(Ranking::new).toArray(Ranking[]::new) : new Ranking[0];
    return (weights, first) -> {
      GrownTally tally = new GrownTally(rankings, first);
      tally.weigh(weights);
      return tally;
    };
  }

  private final class GrownTally extends SummedTally {
    private final int first;

    GrownTally(Ranking[] rankings, int first) {
      super(classes, positive, rankings);
      this.first = first;
    }

    @Override
    public void lane(int lane) {
      super.lane(lane);
      load(confusion[first + lane]);
    }

    @Override
    long[] losses() {
      return losses[first + lane()];
    }

    @Override
    long[] bins() {
      return bins[first + lane()];
    }
  }
}
