// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.testset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The images of all folds of one cross-validation, each tested once, by the model of the fold that
 * had not seen its group. Groups are resampled over all folds at once, as of any test set; what
 * folds come to is never taken for independent values, because any two of their models share
 * training images: Y. Bengio and Y. Grandvalet, J. Mach. Learn. Res. 5 (2004) 1089-1105.
 */
public final class FoldedSet {
  private final LabelledSet set;
  private final List<int[]> rowsOfFold = new ArrayList<>();
  private final double testShare;

  /**
   * @param foldOfRow number of the fold that tests each row, from 0 on without a gap
   * @param testShare n_test / n_train of a fold, above 0; 1/4 of five folds
   * @throws IllegalArgumentException if there are fewer than two folds, one has no row, or a group
   *     is in two of them
   */
  public FoldedSet(LabelledSet set, int[] foldOfRow, double testShare) {
    if (foldOfRow.length != set.rows()) {
      throw new IllegalArgumentException(
          "a fold for each row: " + set.rows() + " rows, " + foldOfRow.length + " folds");
    }
    if (!(testShare > 0)) {
      throw new IllegalArgumentException("n_test/n_train must be above 0, not " + testShare);
    }
    this.set = set;
    this.testShare = testShare;
    int folds = Arrays.stream(foldOfRow).max().orElseThrow() + 1;
    if (folds < 2) {
      throw new IllegalArgumentException("at least two folds");
    }
    for (int fold = 0; fold < folds; fold++) {
      rowsOfFold.add(rows(foldOfRow, fold));
    }
    Map<Integer, Integer> foldOfGroup = new HashMap<>();
    for (int row = 0; row < foldOfRow.length; row++) {
      Integer before = foldOfGroup.putIfAbsent(set.groups().of(row), foldOfRow[row]);
      if (before != null && before != foldOfRow[row]) {
        throw new IllegalArgumentException("a group has images in two folds");
      }
    }
  }

  private static int[] rows(int[] foldOfRow, int fold) {
    int[] rows =
        IntStream.range(0, foldOfRow.length).filter(row -> foldOfRow[row] == fold).toArray();
    if (rows.length == 0) {
      throw new IllegalArgumentException("fold " + (fold + 1) + " tests no image");
    }
    return rows;
  }

  /** All of them. */
  public LabelledSet set() {
    return set;
  }

  public int folds() {
    return rowsOfFold.size();
  }

  /** The rows that a fold tests, ascending. */
  public int[] rows(int fold) {
    return rowsOfFold.get(fold).clone();
  }

  public double testShare() {
    return testShare;
  }
}
