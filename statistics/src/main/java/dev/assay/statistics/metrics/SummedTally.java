// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A tally with all sums: losses, calibration bins and ranks as well. One lane of its weights is
 * selected at a time; areas are computed for all lanes when the first is needed.
 */
public abstract class SummedTally extends Tally {
  private final Ranking[] rankings;
  private final double[] @Nullable [] pairsAbove;
  private final double[] @Nullable [] precisions;
  private Weights weights = new Weights(0, 1);
  private int lane;

  /**
   * @param rankings of each class; of two classes, one, for the positive class or else the second;
   *     none if no area is needed
   */
  SummedTally(List<String> classes, OptionalInt positive, Ranking[] rankings) {
    super(classes, positive);
    this.rankings = rankings;
    pairsAbove = new double[rankings.length][];
    precisions = new double[classes()][];
  }

  /** Takes new weights. */
  public void weigh(Weights other) {
    weights = other;
    Arrays.fill(pairsAbove, null);
    Arrays.fill(precisions, null);
  }

  /** Selects another lane. */
  public void lane(int other) {
    lane = other;
  }

  final Weights weights() {
    return weights;
  }

  final int lane() {
    return lane;
  }

  /** In the order of {@link Losses#of}. */
  abstract long[] losses();

  /** In the order of {@link ConfidenceBins#of}. */
  abstract long[] bins();

  @Override
  final double auroc(int c) {
    int which = rankings.length == 1 ? 0 : c;
    double[] twice = pairsAbove[which];
    if (twice == null) {
      twice = rankings[which].doubledPairsAbove(weights);
      pairsAbove[which] = twice;
    }
    double positives = truth(c);
    double negatives = total() - positives;
    return positives == 0 || negatives == 0
        ? Double.NaN
        : twice[lane] / (2.0 * (positives * negatives));
  }

  @Override
  final double averagePrecision(int c) {
    double[] sums = precisions[c];
    if (sums == null) {
      sums =
          rankings.length > 1
              ? rankings[c].summedPrecision(weights)
              : c == positive().orElse(1)
                  ? rankings[0].summedPrecision(weights)
                  : rankings[0].summedPrecisionOfRest(weights);
      precisions[c] = sums;
    }
    return truth(c) == 0 ? Double.NaN : sums[lane] / truth(c);
  }

  @Override
  final double meanLogLoss() {
    return loss(Losses.LOG_LOSS);
  }

  @Override
  final double meanBrier() {
    return loss(Losses.BRIER);
  }

  private double loss(int which) {
    return FixedPoint.sum(losses()[which], losses()[which + 1]) / total();
  }

  @Override
  final double expectedCalibrationError() {
    return ConfidenceBins.expectedError(bins(), total());
  }

  @Override
  final double largestCalibrationError() {
    return ConfidenceBins.largestError(bins());
  }

  @Override
  final List<CalibrationBin> calibrationBins() {
    return ConfidenceBins.bins(bins());
  }
}
