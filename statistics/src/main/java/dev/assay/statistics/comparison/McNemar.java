// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Two models' right and wrong decisions on the same images, and the tests that both are right
 * equally often: Q. McNemar, Psychometrika 12 (1947) 153-157. Only the discordant images carry
 * information; given their number, how many the first has right is Binomial(n, 1/2). Assumes
 * independent images.
 *
 * @param bothRight images
 * @param firstOnly decided rightly by the first model only
 * @param secondOnly by the second only
 * @param bothWrong images
 */
public record McNemar(long bothRight, long firstOnly, long secondOnly, long bothWrong) {

  /** Of one declared training seed, or of probabilities averaged over the seeds. */
  public static McNemar of(LabelledSet set, Scores first, Scores second) {
    long[] counts = new long[4];
    for (int row = 0; row < set.rows(); row++) {
      int wrongs =
          (first.predicted(row) == set.truth(row) ? 0 : 2)
              + (second.predicted(row) == set.truth(row) ? 0 : 1);
      counts[wrongs]++;
    }
    return new McNemar(counts[0], counts[1], counts[2], counts[3]);
  }

  public long discordant() {
    return firstOnly + secondOnly;
  }

  /** Two-sided exact binomial p: twice the smaller tail, at most 1. */
  public double exact() {
    return Math.min(1, 2 * binomial().cumulativeProbability(smaller()));
  }

  /**
   * Two-sided p with half the probability of what was seen: M. W. Fagerland, S. Lydersen and P.
   * Laake, BMC Med. Res. Methodol. 13 (2013) 91. The exact test rejects less often than its level
   * allows; this one is closer to the level. Where both are right equally often it is 1.
   */
  public double midP() {
    return firstOnly == secondOnly
        ? 1
        : Math.min(
            1, 2 * binomial().cumulativeProbability(smaller()) - binomial().probability(smaller()));
  }

  /**
   * The same by the convention of R's contingencytables, which differs only where both are right
   * equally often: 1 - P(seen) / 2. Two identical models then have p = 1/2; not used in tables.
   */
  public double midPHalvedAtTie() {
    return firstOnly == secondOnly ? 1 - binomial().probability(smaller()) / 2 : midP();
  }

  /**
   * Chi-squared with A. L. Edwards' continuity correction, (|b - c| - 1)^2 / (b + c); for
   * comparison with other programs.
   *
   * @return NaN without discordant images
   */
  public double chiSquaredCorrected() {
    double excess = Math.abs(firstOnly - secondOnly) - 1;
    return discordant() == 0 ? Double.NaN : excess * excess / discordant();
  }

  /** The p of {@link #chiSquaredCorrected}; NaN without discordant images. */
  public double chiSquaredP() {
    return discordant() == 0
        ? Double.NaN
        : ChiSquaredDistribution.of(1).survivalProbability(chiSquaredCorrected());
  }

  private int smaller() {
    return Math.toIntExact(Math.min(firstOnly, secondOnly));
  }

  private BinomialDistribution binomial() {
    return BinomialDistribution.of(Math.toIntExact(discordant()), 0.5);
  }
}
