// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.stream.IntStream;

/**
 * The rows of a set in ascending order of the score of one class. Two of them merge without being
 * sorted again.
 */
final class SortedScores {
  private final double[] score;

  /** Unit << 1 | whether of the class. */
  private final int[] code;

  private SortedScores(double[] score, int[] code) {
    this.score = score;
    this.code = code;
  }

  /**
   * @param firstUnit number of the unit 0 of the set
   */
  static SortedScores of(
      LabelledSet set, Scores scores, Units units, int positiveClass, int firstUnit) {
    int n = set.rows();
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(
                (a, b) ->
                    Double.compare(
                        scores.probability(a, positiveClass), scores.probability(b, positiveClass)))
            .mapToInt(Integer::intValue)
            .toArray();
    SortedScores sorted = new SortedScores(new double[n], new int[n]);
    for (int i = 0; i < n; i++) {
      int row = order[i];
      sorted.score[i] = scores.probability(row, positiveClass);
      sorted.code[i] = (firstUnit + units.of(row)) << 1 | (set.truth(row) == positiveClass ? 1 : 0);
    }
    return sorted;
  }

  int rows() {
    return score.length;
  }

  double score(int i) {
    return score[i];
  }

  int unit(int i) {
    return code[i] >>> 1;
  }

  boolean positive(int i) {
    return (code[i] & 1) != 0;
  }

  /** Whether the next row has another score, or there is none. */
  boolean lastOfTie(int i) {
    return i == score.length - 1 || score[i] != score[i + 1];
  }

  SortedScores merge(SortedScores other) {
    int n = rows() + other.rows();
    SortedScores merged = new SortedScores(new double[n], new int[n]);
    int mine = 0;
    int theirs = 0;
    for (int i = 0; i < n; i++) {
      boolean takeMine =
          theirs == other.rows() || mine < rows() && score[mine] <= other.score[theirs];
      merged.score[i] = takeMine ? score[mine] : other.score[theirs];
      merged.code[i] = takeMine ? code[mine++] : other.code[theirs++];
    }
    return merged;
  }
}
