// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Confidence against success: M. P. Naeini, G. F. Cooper and M. Hauskrecht, AAAI 2015; C. Guo et
 * al., ICML 2017. The confidence of a row is its largest probability; bin k of the {@link #BINS}
 * contains those in (k/15, (k+1)/15], and the first also 0.
 */
final class ConfidenceBins {
  static final int BINS = 15;

  private static final int ROWS = 0;
  private static final int CORRECT = 1;
  private static final int CONFIDENCE = 2;
  private static final int PER_BIN = 4;
  static final int SUMS = PER_BIN * BINS;

  private ConfidenceBins() {}

  static UnitSums of(LabelledSet set, Scores scores, Units units) {
    UnitSums.Builder sums = new UnitSums.Builder(units.count(), SUMS);
    for (int row = 0; row < set.rows(); row++) {
      double confidence = scores.confidence(row);
      int first = PER_BIN * bin(confidence);
      sums.add(units.of(row), first + ROWS, 1);
      sums.add(units.of(row), first + CORRECT, scores.predicted(row) == set.truth(row) ? 1 : 0);
      sums.addReal(units.of(row), first + CONFIDENCE, confidence);
    }
    return sums.build();
  }

  private static int bin(double confidence) {
    return Math.min(BINS - 1, Math.max(0, (int) Math.ceil(BINS * confidence) - 1));
  }

  /** Expected error: the gaps of the bins, weighted by their rows. */
  static double expectedError(long[] sums, double total) {
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      error += rows(sums, bin) / total * gap(sums, bin);
    }
    return error;
  }

  /** The largest gap of any bin. */
  static double largestError(long[] sums) {
    double largest = 0;
    for (int bin = 0; bin < BINS; bin++) {
      largest = Math.max(largest, gap(sums, bin));
    }
    return largest;
  }

  private static double gap(long[] sums, int bin) {
    double rows = rows(sums, bin);
    return rows == 0 ? 0 : Math.abs(correct(sums, bin) - confidence(sums, bin)) / rows;
  }

  private static double rows(long[] sums, int bin) {
    return sums[PER_BIN * bin + ROWS];
  }

  private static double correct(long[] sums, int bin) {
    return sums[PER_BIN * bin + CORRECT];
  }

  private static double confidence(long[] sums, int bin) {
    return FixedPoint.sum(sums[PER_BIN * bin + CONFIDENCE], sums[PER_BIN * bin + CONFIDENCE + 1]);
  }

  /** The points of the reliability diagram, empty bins included. */
  static List<CalibrationBin> bins(long[] sums) {
    List<CalibrationBin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      double rows = rows(sums, bin);
      @Nullable Double accuracy = rows == 0 ? null : correct(sums, bin) / rows;
      @Nullable Double confidence = rows == 0 ? null : confidence(sums, bin) / rows;
      bins.add(
          new CalibrationBin(
              (double) bin / BINS, (bin + 1.0) / BINS, (long) rows, accuracy, confidence));
    }
    return bins;
  }
}
