package dev.assay.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * The sums of one model over a test set whose units count as often as they were drawn. The rows are
 * looked at once, in {@link TallyRows}: a weighting afterwards costs one addition per distinct
 * (unit, true class, predicted class), never a pass over probabilities; what a metric does not ask
 * for is not summed.
 *
 * <p>Weights are whole numbers and sums are {@link FixedPoint}, so a value does not depend on the
 * order of rows.
 */
final class WeightedTally extends Tally {
  private final TallyRows rows;
  private final long[] matrix;
  private final long[] losses;
  private final long[] bins;
  private final double[] auroc;
  private int[] weights = {};
  private boolean lossesKnown;
  private boolean binsKnown;

  WeightedTally(TallyRows rows) {
    super(rows.set().classes(), rows.set().positive());
    this.rows = rows;
    matrix = new long[rows.confusion().count()];
    losses = new long[rows.losses().count()];
    bins = new long[rows.bins().count()];
    auroc = new double[classes()];
  }

  /**
   * @param unitWeights how often each unit counts; not copied, so not to be changed before the next
   *     weighing
   */
  void weigh(int[] unitWeights) {
    weights = unitWeights;
    rows.confusion().weigh(unitWeights, matrix);
    load(matrix);
    Arrays.fill(auroc, -1);
    lossesKnown = false;
    binsKnown = false;
  }

  @Override
  double auroc(int c) {
    if (auroc[c] == -1) {
      auroc[c] = rows.ranking(c).auroc(weights);
    }
    return auroc[c];
  }

  @Override
  double averagePrecision(int c) {
    return rows.averagePrecision(c, weights);
  }

  @Override
  double meanLogLoss() {
    return loss(Losses.LOG_LOSS);
  }

  @Override
  double meanBrier() {
    return loss(Losses.BRIER);
  }

  private double loss(int which) {
    if (!lossesKnown) {
      rows.losses().weigh(weights, losses);
      lossesKnown = true;
    }
    return FixedPoint.sum(losses[which], losses[which + 1]) / total();
  }

  @Override
  double expectedCalibrationError() {
    return ConfidenceBins.expectedError(bins(), total());
  }

  @Override
  double largestCalibrationError() {
    return ConfidenceBins.largestError(bins());
  }

  @Override
  List<CalibrationBin> calibrationBins() {
    return ConfidenceBins.bins(bins());
  }

  private long[] bins() {
    if (!binsKnown) {
      rows.bins().weigh(weights, bins);
      binsKnown = true;
    }
    return bins;
  }
}
