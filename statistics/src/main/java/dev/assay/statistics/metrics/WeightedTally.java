// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import java.util.Arrays;

/**
 * The sums of one model over a test set whose units count as often as they were drawn, in one lane
 * of a tile of weightings. The rows are read once, in {@link TallyRows}: a weighting afterwards
 * costs one addition per distinct (unit, true class, predicted class), never a pass over
 * probabilities. Sums that no metric needs are not computed; those that one needs are computed for
 * all lanes at once.
 *
 * <p>Weights are whole numbers and sums are {@link FixedPoint}, so a value does not depend on the
 * order of rows.
 */
final class WeightedTally extends SummedTally {
  private final TallyRows rows;
  private final long[] matrix;
  private final long[] losses;
  private final long[] bins;
  private long[][] matrices = {};
  private long[][] lossesOfLanes = {};
  private long[][] binsOfLanes = {};
  private boolean lossesKnown;
  private boolean binsKnown;

  WeightedTally(TallyRows rows) {
    super(rows.set().classes(), rows.set().positive(), rows.rankings());
    this.rows = rows;
    matrix = new long[rows.confusion().count()];
    losses = new long[rows.losses().count()];
    bins = new long[rows.bins().count()];
  }

  /**
   * Takes new weights and selects lane 0.
   *
   * @param weights how often each unit counts; not copied, so not to be changed before the next
   *     weighing
   */
  @Override
  public void weigh(Weights weights) {
    super.weigh(weights);
    matrices = sums(rows.confusion(), matrices);
    rows.confusion().weigh(weights, matrices);
    lossesKnown = false;
    binsKnown = false;
    lane(0);
  }

  /** Selects another lane of the weights. */
  @Override
  public void lane(int lane) {
    super.lane(lane);
    ofLane(matrices, matrix);
    load(matrix);
  }

  @Override
  long[] losses() {
    if (!lossesKnown) {
      lossesOfLanes = sums(rows.losses(), lossesOfLanes);
      rows.losses().weigh(weights(), lossesOfLanes);
      lossesKnown = true;
    }
    return ofLane(lossesOfLanes, losses);
  }

  @Override
  long[] bins() {
    if (!binsKnown) {
      binsOfLanes = sums(rows.bins(), binsOfLanes);
      rows.bins().weigh(weights(), binsOfLanes);
      binsKnown = true;
    }
    return ofLane(binsOfLanes, bins);
  }

  /** Memory for the sums of all lanes: the earlier one, if it has the right size. */
  private long[][] sums(UnitSums of, long[][] before) {
    int lanes = weights().lanes();
    return before.length == of.count() && before.length > 0 && before[0].length == lanes
        ? before
        : new long[of.count()][lanes];
  }

  private long[] ofLane(long[][] ofLanes, long[] into) {
    Arrays.setAll(into, s -> ofLanes[s][lane()]);
    return into;
  }
}
