// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import org.jspecify.annotations.Nullable;

/**
 * How much of the information of a test set is lost because the images of one group tend to be
 * decided alike: A. Donner, Int. Stat. Rev. 54 (1986) 67-82; L. Kish, Survey Sampling, 1965.
 *
 * @param images N
 * @param groups G
 * @param meanSize size of a typical group, n0 = (N - sum m^2 / N) / (G - 1); the number of images
 *     with one group
 * @param correlation intra-group correlation of being decided rightly, from the analysis of
 *     variance: (MSB - MSW) / (MSB + (n0 - 1) MSW); null if every group has one image, if there is
 *     one group, or if all images are decided alike
 * @param factor Kish's design effect 1 + (sum m^2 / N - 1) x correlation, not below 0; 1 without a
 *     correlation
 */
public record DesignEffect(
    int images, int groups, double meanSize, @Nullable Double correlation, double factor) {

  /** Of the decisions of one model. */
  public static DesignEffect of(LabelledSet set, Scores scores) {
    double[] right = new double[set.rows()];
    for (int row = 0; row < right.length; row++) {
      right[row] = scores.predicted(row) == set.truth(row) ? 1 : 0;
    }
    return of(set.groups(), right);
  }

  /** Of any number per image. */
  public static DesignEffect of(Units groups, double[] values) {
    int n = values.length;
    int count = groups.count();
    double[] size = new double[count];
    double[] sum = new double[count];
    double total = 0;
    double squares = 0;
    for (int row = 0; row < n; row++) {
      size[groups.of(row)]++;
      sum[groups.of(row)] += values[row];
      total += values[row];
      squares += values[row] * values[row];
    }
    double sizeSquares = 0;
    double ofMeans = 0;
    for (int g = 0; g < count; g++) {
      sizeSquares += size[g] * size[g];
      ofMeans += sum[g] * sum[g] / size[g];
    }
    double meanSize = count == 1 ? n : (n - sizeSquares / n) / (count - 1);
    double between = (ofMeans - total * total / n) / (count - 1);
    double within = (squares - ofMeans) / (n - count);
    double spread = between + (meanSize - 1) * within;
    if (count == 1 || count == n || !(spread > 1e-12)) {
      return new DesignEffect(n, count, meanSize, null, 1);
    }
    double correlation = (between - within) / spread;
    double factor = Math.max(0, 1 + (sizeSquares / n - 1) * correlation);
    return new DesignEffect(n, count, meanSize, correlation, factor);
  }

  /**
   * N / design effect; never above N, because groups that seem to differ less than chance are taken
   * for chance, and never below 1.
   */
  public double effectiveImages() {
    return Math.max(1, images / Math.max(1, factor));
  }
}
