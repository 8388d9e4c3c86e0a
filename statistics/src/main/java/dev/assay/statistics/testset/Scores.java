// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.testset;

/**
 * What one model predicts for each row of a {@link LabelledSet}: a class, and a probability of
 * every class.
 */
public final class Scores {
  /** Probabilities come from files with a few decimals: their sum may be off by this much. */
  public static final double SUM_TOLERANCE = 1e-3;

  /** What sums of decimal fractions miss in binary: .999 is not further from 1 than .001. */
  private static final double ROUNDING = 1e-9;

  /**
   * Probabilities are kept this far from 0 and 1 before a logarithm, as scikit-learn 1.2 does: the
   * distance from 1 to the next double.
   */
  public static final double LEAST_PROBABILITY = Math.ulp(1.0);

  private final int classes;
  private final int[] predicted;
  private final double[] probabilities;

  /**
   * @param predicted index of the class the model decided for, one per row
   * @param probabilities rows x classes, each in [0, 1], each row summing to 1 within {@link
   *     #SUM_TOLERANCE}
   * @throws IllegalArgumentException naming the row and the value, if that does not hold
   */
  public Scores(int[] predicted, double[][] probabilities) {
    if (predicted.length == 0 || predicted.length != probabilities.length) {
      throw new IllegalArgumentException(
          "at least one row, and probabilities for each: "
              + predicted.length
              + " rows, "
              + probabilities.length
              + " rows of probabilities");
    }
    this.classes = probabilities[0].length;
    this.predicted = LabelledSet.checked("predicted class", predicted, classes);
    this.probabilities = new double[predicted.length * classes];
    for (int row = 0; row < predicted.length; row++) {
      copyRow(row, probabilities[row]);
    }
  }

  private void copyRow(int row, double[] values) {
    if (values.length != classes) {
      throw new IllegalArgumentException(
          "row " + row + ": " + values.length + " probabilities for " + classes + " classes");
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      if (!(values[c] >= 0 && values[c] <= 1)) {
        throw new IllegalArgumentException(
            "row " + row + ": " + values[c] + " is not a probability");
      }
      sum += values[c];
      probabilities[row * classes + c] = values[c];
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE + ROUNDING) {
      throw new IllegalArgumentException(
          "row " + row + ": the probabilities sum to " + sum + ", not to 1");
    }
  }

  /** Decides for the most probable class; among equals, for the first. */
  public static Scores ofProbabilities(double[][] probabilities) {
    int[] predicted = new int[probabilities.length];
    for (int row = 0; row < predicted.length; row++) {
      double[] values = probabilities[row];
      for (int c = 1; c < values.length; c++) {
        if (values[c] > values[predicted[row]]) {
          predicted[row] = c;
        }
      }
    }
    return new Scores(predicted, probabilities);
  }

  private Scores(int classes, int[] predicted, double[] probabilities) {
    this.classes = classes;
    this.predicted = predicted;
    this.probabilities = probabilities;
  }

  /** The same probabilities with other decisions. */
  public Scores decided(int[] decisions) {
    return new Scores(
        classes, LabelledSet.checked("predicted class", decisions, classes), probabilities);
  }

  public int rows() {
    return predicted.length;
  }

  public int classCount() {
    return classes;
  }

  public int predicted(int row) {
    return predicted[row];
  }

  public double probability(int row, int c) {
    return probabilities[row * classes + c];
  }

  /** The largest probability of the row, whether or not the decision is for its class. */
  public double confidence(int row) {
    double largest = 0;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, probability(row, c));
    }
    return largest;
  }

  /** Those rows, in that order; a row may be named several times. */
  public Scores rows(int... rows) {
    int[] decisions = new int[rows.length];
    double[][] values = new double[rows.length][classes];
    for (int i = 0; i < rows.length; i++) {
      decisions[i] = predicted[rows[i]];
      for (int c = 0; c < classes; c++) {
        values[i][c] = probability(rows[i], c);
      }
    }
    return new Scores(decisions, values);
  }

  /**
   * @throws IllegalArgumentException if these scores are not about that set
   */
  public void mustFit(LabelledSet set) {
    if (set.rows() != rows() || set.classCount() != classes) {
      throw new IllegalArgumentException(
          "scores of "
              + rows()
              + " rows and "
              + classes
              + " classes for a set of "
              + set.rows()
              + " rows and "
              + set.classCount()
              + " classes");
    }
  }
}
