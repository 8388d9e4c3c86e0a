// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import java.util.Arrays;

/**
 * One class against the rest, sorted by score once; the area under a curve of any resample is then
 * one pass over the sorted rows with their weights.
 *
 * <p>What the pass does at each row - to which of the sums it adds the row's weight - depends on
 * scores and truths alone. So it is computed once as a list of steps, ties included, and executed
 * for all lanes of a tile together. Counts are whole numbers in doubles, exact up to 2^53: up to
 * 10^8 rows the order of the rows and of the additions does not matter.
 */
final class Ranking {
  private static final int KIND = 3;

  /** Steps of the area under the ROC curve: unit << 2 | one of these. */
  private static final int NEGATIVE = 0;

  private static final int HALF_OF_TIED_NEGATIVE = 1;
  private static final int POSITIVE = 2;

  /** Steps of the average precision, likewise; the last closes a tie and has no unit. */
  private static final int DRAWN = 0;

  private static final int DRAWN_POSITIVE = 1;
  private static final int DRAWN_POSITIVE_ALONE = 2;
  private static final int END_OF_TIE = 3;

  private final int[] area;
  private final int[] precision;
  private final int[] precisionOfRest;

  Ranking(SortedScores rows) {
    area = area(rows);
    precision = precision(rows, true);
    precisionOfRest = precision(rows, false);
  }

  /**
   * In ascending order of score. A positive is above every negative before it, and above half of
   * each negative of its tie: of those one half is counted before the tie's positives and one
   * after.
   */
  private static int[] area(SortedScores rows) {
    Steps steps = new Steps(rows.rows());
    int first = 0;
    for (int i = 0; i < rows.rows(); i++) {
      if (!rows.lastOfTie(i)) {
        continue;
      }
      boolean mixed = mixed(rows, first, i);
      for (int row = first; row <= i; row++) {
        if (!rows.positive(row)) {
          steps.add(rows.unit(row), mixed ? HALF_OF_TIED_NEGATIVE : NEGATIVE);
        }
      }
      for (int row = first; row <= i; row++) {
        if (rows.positive(row)) {
          steps.add(rows.unit(row), POSITIVE);
        }
      }
      for (int row = first; row <= i && mixed; row++) {
        if (!rows.positive(row)) {
          steps.add(rows.unit(row), HALF_OF_TIED_NEGATIVE);
        }
      }
      first = i + 1;
    }
    return steps.all();
  }

  private static boolean mixed(SortedScores rows, int first, int last) {
    for (int row = first + 1; row <= last; row++) {
      if (rows.positive(row) != rows.positive(first)) {
        return true;
      }
    }
    return false;
  }

  /**
   * From the most to the least certain.
   *
   * @param ofClass whether it is of the class whose scores these are, or of the rest
   */
  private static int[] precision(SortedScores rows, boolean ofClass) {
    Steps steps = new Steps(rows.rows());
    int n = rows.rows();
    boolean alone = true;
    int positives = 0;
    for (int i = 0; i < n; i++) {
      int row = ofClass ? n - 1 - i : i;
      boolean last = ofClass ? row == 0 || rows.lastOfTie(row - 1) : rows.lastOfTie(row);
      boolean positive = rows.positive(row) == ofClass;
      positives += positive ? 1 : 0;
      if (alone && last) {
        steps.add(rows.unit(row), positive ? DRAWN_POSITIVE_ALONE : DRAWN);
      } else {
        steps.add(rows.unit(row), positive ? DRAWN_POSITIVE : DRAWN);
        if (last && positives > 0) {
          steps.add(0, END_OF_TIE);
        }
      }
      alone = last;
      positives = last ? 0 : positives;
    }
    return steps.all();
  }

  /**
   * Twice the number of pairs of a positive and a negative in which the positive has the higher
   * score, a tie being half a pair; of each lane. Divided by twice the number of all such pairs it
   * is AUROC = P(score of a positive > score of a negative) + P(equal)/2, the Mann-Whitney
   * statistic: J. A. Hanley and B. J. McNeil, Radiology 143 (1982) 29-36.
   */
  double[] doubledPairsAbove(Weights weights) {
    int lanes = weights.lanes();
    byte[] counts = weights.counts();
    double[] twice = new double[lanes];
    double[] doubledNegatives = new double[lanes];
    for (int step : area) {
      int at = (step >>> 2) * lanes;
      switch (step & KIND) {
        case NEGATIVE -> addTwice(counts, at, doubledNegatives);
        case HALF_OF_TIED_NEGATIVE -> add(counts, at, doubledNegatives);
        default -> addProduct(counts, at, doubledNegatives, twice);
      }
    }
    return twice;
  }

  /**
   * Sum over the distinct scores, from the highest, of positives times precision; of each lane.
   * Divided by the number of positives it is what scikit-learn calls average precision: the step in
   * recall times the precision. Nothing is interpolated: J. Davis and M. Goadrich, ICML 2006.
   */
  double[] summedPrecision(Weights weights) {
    return summedPrecision(precision, weights);
  }

  /** The same of the other class of two, whose scores are in the opposite order. */
  double[] summedPrecisionOfRest(Weights weights) {
    return summedPrecision(precisionOfRest, weights);
  }

  private static double[] summedPrecision(int[] steps, Weights weights) {
    int lanes = weights.lanes();
    byte[] counts = weights.counts();
    double[] sum = new double[lanes];
    double[] drawn = new double[lanes];
    double[] positives = new double[lanes];
    double[] tied = new double[lanes];
    for (int step : steps) {
      int at = (step >>> 2) * lanes;
      switch (step & KIND) {
        case DRAWN -> add(counts, at, drawn);
        case DRAWN_POSITIVE -> {
          add(counts, at, drawn);
          add(counts, at, positives);
          add(counts, at, tied);
        }
        case DRAWN_POSITIVE_ALONE -> addPrecision(counts, at, drawn, positives, sum);
        default -> {
          addPrecision(tied, drawn, positives, sum);
          Arrays.fill(tied, 0);
        }
      }
    }
    return sum;
  }

  private static void add(byte[] counts, int at, double[] sum) {
    for (int lane = 0; lane < sum.length; lane++) {
      sum[lane] += counts[at + lane];
    }
  }

  private static void addTwice(byte[] counts, int at, double[] sum) {
    for (int lane = 0; lane < sum.length; lane++) {
      sum[lane] += 2.0 * counts[at + lane];
    }
  }

  private static void addProduct(byte[] counts, int at, double[] factor, double[] sum) {
    for (int lane = 0; lane < sum.length; lane++) {
      sum[lane] += counts[at + lane] * factor[lane];
    }
  }

  private static void addPrecision(
      byte[] counts, int at, double[] drawn, double[] positives, double[] sum) {
    for (int lane = 0; lane < sum.length; lane++) {
      double count = counts[at + lane];
      drawn[lane] += count;
      positives[lane] += count;
      // Nothing drawn yet: 0 of 1, not 0 of 0.
      sum[lane] += count * (positives[lane] / Math.max(drawn[lane], 1));
    }
  }

  private static void addPrecision(
      double[] counts, double[] drawn, double[] positives, double[] sum) {
    for (int lane = 0; lane < sum.length; lane++) {
      sum[lane] += counts[lane] * (positives[lane] / Math.max(drawn[lane], 1));
    }
  }

  /** A list of steps that grows. */
  private static final class Steps {
    private int[] steps;
    private int size;

    Steps(int expected) {
      steps = new int[expected];
    }

    void add(int unit, int kind) {
      if (size == steps.length) {
        steps = Arrays.copyOf(steps, size + (size >> 1) + 8);
      }
      steps[size++] = unit << 2 | kind;
    }

    int[] all() {
      return Arrays.copyOf(steps, size);
    }
  }
}
