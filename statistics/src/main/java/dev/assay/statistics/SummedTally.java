package dev.assay.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** A tally with all sums: losses, calibration bins and ranks as well. */
abstract class SummedTally extends Tally {
  private final double[] auroc;

  SummedTally(List<String> classes, OptionalInt positive) {
    super(classes, positive);
    auroc = new double[classes()];
  }

  /** To be called after every change of the sums. */
  final void forgetAreas() {
    Arrays.fill(auroc, -1);
  }

  abstract int[] weights();

  /** As {@link Losses#of} puts them. */
  abstract long[] losses();

  /** As {@link ConfidenceBins#of} puts them. */
  abstract long[] bins();

  /** Of each class; of two classes, one for the second. */
  abstract Ranking[] rankings();

  private Ranking ranking(int c) {
    Ranking[] rankings = rankings();
    return rankings[rankings.length == 1 ? 0 : c];
  }

  @Override
  final double auroc(int c) {
    if (auroc[c] == -1) {
      auroc[c] = ranking(c).auroc(weights());
    }
    return auroc[c];
  }

  @Override
  final double averagePrecision(int c) {
    return rankings().length == 1 && c == 0
        ? ranking(0).averagePrecisionOfRest(weights())
        : ranking(c).averagePrecision(weights());
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
