// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.testset;

/** A probability of each finding for each row of a {@link FindingSet}, from one model. */
public final class FindingScores {
  private final double[][] probabilities;

  /**
   * @param probabilities rows x findings, each in [0, 1]; they need not sum to anything
   * @throws IllegalArgumentException naming the row and the value, if that does not hold
   */
  public FindingScores(double[][] probabilities) {
    this.probabilities = new double[probabilities.length][];
    for (int row = 0; row < probabilities.length; row++) {
      if (probabilities[row].length != probabilities[0].length) {
        throw new IllegalArgumentException(
            "row %d: %d probabilities for %d findings"
                .formatted(row, probabilities[row].length, probabilities[0].length));
      }
      for (double p : probabilities[row]) {
        if (!(p >= 0 && p <= 1)) {
          throw new IllegalArgumentException("row " + row + ": " + p + " is not a probability");
        }
      }
      this.probabilities[row] = probabilities[row].clone();
    }
  }

  public int rows() {
    return probabilities.length;
  }

  public double probability(int row, int finding) {
    return probabilities[row][finding];
  }

  /** The scores of one finding in the images for which it is known. */
  public Scores of(int finding, FindingSet.Known known) {
    int[] rows = known.rows();
    double[][] two = new double[rows.length][2];
    for (int i = 0; i < rows.length; i++) {
      double p = probabilities[rows[i]][finding];
      two[i][0] = 1 - p;
      two[i][1] = p;
    }
    return Scores.ofProbabilities(two);
  }

  /**
   * @throws IllegalArgumentException if these scores are not about that set
   */
  public void mustFit(FindingSet set) {
    if (set.rows() != rows() || set.findings().size() != probabilities[0].length) {
      throw new IllegalArgumentException(
          "scores of %d rows and %d findings for a set of %d rows and %d findings"
              .formatted(rows(), probabilities[0].length, set.rows(), set.findings().size()));
    }
  }
}
