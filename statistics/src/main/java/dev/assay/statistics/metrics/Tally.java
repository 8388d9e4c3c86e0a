// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The sums of one model over a test set, from which every metric follows. This class has the
 * confusion matrix alone; metrics that need more are computed from a {@link SummedTally}.
 */
public class Tally {
  private final List<String> names;
  private final OptionalInt positive;
  private final double[] entries;
  private final double[] truth;
  private final double[] predicted;
  private double total;
  private double hits;

  public Tally(List<String> classes, OptionalInt positive) {
    int count = classes.size();
    names = classes;
    this.positive = positive;
    entries = new double[count * count];
    truth = new double[count];
    predicted = new double[count];
  }

  /**
   * @param matrix row by row, rows true classes
   */
  public final void load(long[] matrix) {
    clear();
    int classes = classes();
    for (int t = 0; t < classes; t++) {
      for (int p = 0; p < classes; p++) {
        put(t * classes + p, t, p, matrix[t * classes + p]);
      }
      hits += entries[t * classes + t];
      total += truth[t];
    }
  }

  /**
   * The same of shares, or of counts that are no whole numbers. A loop of its own: one that copies
   * first and sums then is slower by a third for the bootstrap.
   *
   * @param matrix row by row, rows true classes; not negative
   */
  public final void load(double[] matrix) {
    clear();
    int classes = classes();
    for (int t = 0; t < classes; t++) {
      for (int p = 0; p < classes; p++) {
        put(t * classes + p, t, p, matrix[t * classes + p]);
      }
      hits += entries[t * classes + t];
      total += truth[t];
    }
  }

  private void clear() {
    Arrays.fill(truth, 0);
    Arrays.fill(predicted, 0);
    hits = 0;
    total = 0;
  }

  private void put(int at, int t, int p, double count) {
    entries[at] = count;
    truth[t] += count;
    predicted[p] += count;
  }

  /** Every row once: the point. */
  public static Tally ofAll(LabelledSet set, Scores scores) {
    Units units = set.groups();
    WeightedTally tally = new WeightedTally(new TallyRows(set, scores, units, true));
    tally.weigh(Weights.ones(units.count()));
    return tally;
  }

  final int classes() {
    return truth.length;
  }

  final String name(int c) {
    return names.get(c);
  }

  final List<String> names() {
    return names;
  }

  public final OptionalInt positive() {
    return positive;
  }

  public final double total() {
    return total;
  }

  final double hits() {
    return hits;
  }

  final double entry(int t, int p) {
    return entries[t * classes() + p];
  }

  public final double truth(int c) {
    return truth[c];
  }

  final double predicted(int c) {
    return predicted[c];
  }

  public final boolean everyClassOccurs() {
    for (double count : truth) {
      if (count == 0) {
        return false;
      }
    }
    return true;
  }

  public final List<String> absentClasses() {
    return namesOfZeros(truth);
  }

  final List<String> neverPredicted() {
    return namesOfZeros(predicted);
  }

  private List<String> namesOfZeros(double[] counts) {
    List<String> zeros = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] == 0) {
        zeros.add(names.get(c));
      }
    }
    return zeros;
  }

  /** TP / (TP + FP); 0 for a class that is never predicted. */
  final double precision(int c) {
    return ratio(entry(c, c), predicted[c]);
  }

  /** TP / (TP + FN); 0 for a class that does not occur. */
  public final double recall(int c) {
    return ratio(entry(c, c), truth[c]);
  }

  /** 2 TP / (2 TP + FP + FN); 0 for a class that neither occurs nor is predicted. */
  final double f1(int c) {
    return ratio(2 * entry(c, c), truth[c] + predicted[c]);
  }

  /** TN / (TN + FP), one against the rest; NaN when every row is of this class. */
  public final double specificity(int c) {
    double negatives = total - truth[c];
    return negatives == 0 ? Double.NaN : (negatives - predicted[c] + entry(c, c)) / negatives;
  }

  /** One against the rest; NaN when the class or the rest is absent. */
  double auroc(int c) {
    throw countsOnly();
  }

  /** One against the rest; NaN when the class is absent. */
  double averagePrecision(int c) {
    throw countsOnly();
  }

  double meanLogLoss() {
    throw countsOnly();
  }

  double meanBrier() {
    throw countsOnly();
  }

  double expectedCalibrationError() {
    throw countsOnly();
  }

  double largestCalibrationError() {
    throw countsOnly();
  }

  List<CalibrationBin> calibrationBins() {
    throw countsOnly();
  }

  private static IllegalStateException countsOnly() {
    return new IllegalStateException("only the confusion matrix is known");
  }

  private static double ratio(double numerator, double denominator) {
    return denominator == 0 ? 0 : numerator / denominator;
  }
}
