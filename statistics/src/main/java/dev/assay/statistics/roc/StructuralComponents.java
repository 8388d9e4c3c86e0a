// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.roc;

import java.util.Arrays;

/**
 * The areas of models on the same rows with their structural components, summed within groups. The
 * component of a positive is the share of negatives below it, that of a negative the share of
 * positives above it, equal scores counted half: differences of mid-ranks, found by sorting in O(n
 * log n) as in X. Sun and W. Xu, IEEE Signal Process. Lett. 21 (2014) 1389-1393, instead of in O(m
 * n).
 *
 * @param areas of each model, in [0, 1]
 * @param ofPositives per model and group: the group's sum of centred components of positives,
 *     divided by the number of positives
 * @param ofNegatives the same of negatives
 * @param groups number of groups
 * @param groupsWithPositives number of groups with a positive
 * @param groupsWithNegatives number of groups with a negative
 */
record StructuralComponents(
    double[] areas,
    double[][] ofPositives,
    double[][] ofNegatives,
    int groups,
    int groupsWithPositives,
    int groupsWithNegatives) {

  /**
   * @param positive of each row, whether it is of the class to be found
   * @param scores models x rows; the higher, the more likely positive
   * @param groupOfRow from 0 on without gaps
   * @throws IllegalArgumentException if there is no positive, no negative, or a score is no number
   */
  static StructuralComponents of(boolean[] positive, double[][] scores, int[] groupOfRow) {
    check(positive, scores, groupOfRow);
    int groups = Arrays.stream(groupOfRow).max().orElseThrow() + 1;
    StructuralComponents components =
        new StructuralComponents(
            new double[scores.length],
            new double[scores.length][groups],
            new double[scores.length][groups],
            groups,
            groupsWith(true, positive, groupOfRow, groups),
            groupsWith(false, positive, groupOfRow, groups));
    for (int m = 0; m < scores.length; m++) {
      components.fill(m, positive, scores[m], groupOfRow);
    }
    return components;
  }

  private static void check(boolean[] positive, double[][] scores, int[] groupOfRow) {
    if (positive.length != groupOfRow.length) {
      throw new IllegalArgumentException(
          positive.length + " rows, but groups of " + groupOfRow.length);
    }
    for (double[] ofModel : scores) {
      if (ofModel.length != positive.length) {
        throw new IllegalArgumentException(
            positive.length + " rows, but " + ofModel.length + " scores of a model");
      }
      for (int row = 0; row < ofModel.length; row++) {
        if (Double.isNaN(ofModel[row])) {
          throw new IllegalArgumentException("row " + row + ": the score is not a number");
        }
      }
    }
    int positives = count(true, positive);
    if (positives == 0 || positives == positive.length) {
      throw new IllegalArgumentException(
          "an area needs positives and negatives; of "
              + positive.length
              + " rows "
              + positives
              + " are positive");
    }
  }

  private void fill(int model, boolean[] positive, double[] scores, int[] groupOfRow) {
    double[] positives = sorted(true, positive, scores);
    double[] negatives = sorted(false, positive, scores);
    double pairs = (double) positives.length * negatives.length;
    // twice the number of pairs won, ties counted once: whole numbers, exact in any order
    long twice = 0;
    for (double score : positives) {
      twice += below(negatives, score) + notAbove(negatives, score);
    }
    double area = twice / (2 * pairs);
    areas[model] = area;
    for (int row = 0; row < scores.length; row++) {
      double score = scores[row];
      if (positive[row]) {
        double share =
            (below(negatives, score) + notAbove(negatives, score)) / (2.0 * negatives.length);
        ofPositives[model][groupOfRow[row]] += (share - area) / positives.length;
      } else {
        long above = 2L * positives.length - below(positives, score) - notAbove(positives, score);
        double share = above / (2.0 * positives.length);
        ofNegatives[model][groupOfRow[row]] += (share - area) / negatives.length;
      }
    }
  }

  private static int count(boolean wanted, boolean[] positive) {
    int count = 0;
    for (boolean is : positive) {
      count += is == wanted ? 1 : 0;
    }
    return count;
  }

  private static int groupsWith(boolean wanted, boolean[] positive, int[] groupOfRow, int groups) {
    boolean[] seen = new boolean[groups];
    for (int row = 0; row < positive.length; row++) {
      seen[groupOfRow[row]] |= positive[row] == wanted;
    }
    return count(true, seen);
  }

  private static double[] sorted(boolean wanted, boolean[] positive, double[] scores) {
    double[] chosen = new double[count(wanted, positive)];
    int next = 0;
    for (int row = 0; row < scores.length; row++) {
      if (positive[row] == wanted) {
        chosen[next++] = scores[row];
      }
    }
    Arrays.sort(chosen);
    return chosen;
  }

  /** How many of the sorted values are below x. */
  private static long below(double[] sorted, double x) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < x) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private static long notAbove(double[] sorted, double x) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] <= x) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
