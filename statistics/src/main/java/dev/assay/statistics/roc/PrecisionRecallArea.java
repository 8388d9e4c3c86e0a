// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.roc;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The average precision of one model, with what each group contributes to its variance.
 *
 * <p>The value is the sum over distinct scores, from the highest, of the step in recall times the
 * precision. Its derivative by the weight of a row (the infinitesimal jackknife: B. Efron and R. J.
 * Tibshirani, An Introduction to the Bootstrap, 1993, 20.5) follows from one pass over the sorted
 * rows: deleting each group in turn would take one pass for each.
 *
 * @param value in [0, 1]
 * @param influences of each group; their squares add up to the variance of the value. With m groups
 *     with a positive, those are multiplied by m / (m - 1), as if they had been deleted in turn
 * @param groupsWithPositives m
 * @param optimism by how much the value is too high because each positive counts in the precision
 *     at its own score: mean over positives of (1 - precision) / images drawn, not below 0
 */
public record PrecisionRecallArea(
    double value, double[] influences, int groupsWithPositives, double optimism) {

  /**
   * @param positive of each row, whether it is of the class to be found
   * @param scores of each row; the higher, the more likely positive
   * @param groupOfRow from 0 on without gaps
   * @throws IllegalArgumentException if there is no positive
   */
  public static PrecisionRecallArea of(boolean[] positive, double[] scores, int[] groupOfRow) {
    int n = scores.length;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer row) -> -scores[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] precision = new double[n];
    // sums from each distinct score downwards: of steps / drawn, and of steps x precision / drawn
    double[] perDrawn = new double[n];
    double[] precisionPerDrawn = new double[n];
    double positives = 0;
    double sum = 0;
    double own = 0;
    for (int first = 0; first < n; ) {
      int end = endOfTie(order, scores, first);
      double step = 0;
      for (int i = first; i < end; i++) {
        step += positive[order[i]] ? 1 : 0;
      }
      positives += step;
      double reached = positives / end;
      sum += step * reached;
      own += step * (1 - reached) / end;
      for (int i = first; i < end; i++) {
        precision[i] = reached;
        perDrawn[i] = step / end;
        precisionPerDrawn[i] = step * reached / end;
      }
      first = end;
    }
    if (positives == 0) {
      throw new IllegalArgumentException("an average precision needs a positive");
    }
    double value = sum / positives;
    int groups = Arrays.stream(groupOfRow).max().orElseThrow() + 1;
    double[] influences = new double[groups];
    boolean[] withPositive = new boolean[groups];
    double below = 0;
    double precisionBelow = 0;
    for (int end = n; end > 0; ) {
      int first = end - 1;
      below += perDrawn[first];
      precisionBelow += precisionPerDrawn[first];
      while (first > 0 && scores[order[first - 1]] == scores[order[end - 1]]) {
        first--;
      }
      for (int i = first; i < end; i++) {
        int row = order[i];
        double ofPositive = positive[row] ? precision[i] - value + below : 0;
        influences[groupOfRow[row]] += (ofPositive - precisionBelow) / positives;
        withPositive[groupOfRow[row]] |= positive[row];
      }
      end = first;
    }
    int with = 0;
    for (boolean is : withPositive) {
      with += is ? 1 : 0;
    }
    double scale = with > 1 ? with / (with - 1.0) : 1;
    for (int group = 0; group < groups; group++) {
      influences[group] *= withPositive[group] ? scale : 1;
    }
    return new PrecisionRecallArea(value, influences, with, own / positives);
  }

  private static int endOfTie(int[] order, double[] scores, int first) {
    int end = first + 1;
    while (end < order.length && scores[order[end]] == scores[order[first]]) {
      end++;
    }
    return end;
  }
}
