package dev.assay.statistics;

/**
 * The sums of one model over a test set whose units count as often as they were drawn. The rows are
 * looked at once, in {@link TallyRows}: a weighting afterwards costs one addition per distinct
 * (unit, true class, predicted class), never a pass over probabilities; what a metric does not ask
 * for is not summed.
 *
 * <p>Weights are whole numbers and sums are {@link FixedPoint}, so a value does not depend on the
 * order of rows.
 */
final class WeightedTally extends SummedTally {
  private final TallyRows rows;
  private final long[] matrix;
  private final long[] losses;
  private final long[] bins;
  private int[] weights = {};
  private boolean lossesKnown;
  private boolean binsKnown;

  WeightedTally(TallyRows rows) {
    super(rows.set().classes(), rows.set().positive());
    this.rows = rows;
    matrix = new long[rows.confusion().count()];
    losses = new long[rows.losses().count()];
    bins = new long[rows.bins().count()];
  }

  /**
   * @param unitWeights how often each unit counts; not copied, so not to be changed before the next
   *     weighing
   */
  void weigh(int[] unitWeights) {
    weights = unitWeights;
    rows.confusion().weigh(unitWeights, matrix);
    load(matrix);
    forgetAreas();
    lossesKnown = false;
    binsKnown = false;
  }

  @Override
  int[] weights() {
    return weights;
  }

  @Override
  Ranking[] rankings() {
    return rows.rankings();
  }

  @Override
  long[] losses() {
    if (!lossesKnown) {
      rows.losses().weigh(weights, losses);
      lossesKnown = true;
    }
    return losses;
  }

  @Override
  long[] bins() {
    if (!binsKnown) {
      rows.bins().weigh(weights, bins);
      binsKnown = true;
    }
    return bins;
  }
}
