// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.UnevenUnits;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How two models decide the images of one kind, such as those of one class: which units they
 * distinguish, and how many independent images these are worth.
 *
 * @param images of this kind
 * @param units with such images
 * @param differences of each unit of the set, how many more the first decides rightly
 * @param tango on the effective number of images
 */
record PairedShares(int images, int units, long[] differences, Tango tango) {
  /** Student's t takes the place of the normal at the confidence of the coverage tables. */
  private static final double TAIL = 0.025;

  static PairedShares of(
      LabelledSet set, Units units, Scores first, Scores second, IntPredicate ofKind) {
    long[] differences = new long[units.count()];
    int[] sizes = new int[units.count()];
    int images = 0;
    int firstOnly = 0;
    int secondOnly = 0;
    for (int row = 0; row < set.rows(); row++) {
      if (!ofKind.test(row)) {
        continue;
      }
      int unit = units.of(row);
      boolean a = first.predicted(row) == set.truth(row);
      boolean b = second.predicted(row) == set.truth(row);
      images++;
      sizes[unit]++;
      differences[unit] += (a ? 1 : 0) - (b ? 1 : 0);
      firstOnly += a && !b ? 1 : 0;
      secondOnly += b && !a ? 1 : 0;
    }
    int count = (int) Arrays.stream(sizes).filter(size -> size > 0).count();
    double effective = effective(images, count, firstOnly, secondOnly, sizes, differences);
    double share = effective / images;
    return new PairedShares(
        images, count, differences, new Tango(effective, firstOnly * share, secondOnly * share));
  }

  /**
   * Images / design effect of the differences, once more smaller for few units (E. L. Korn and B.
   * I. Graubard, Surv. Methodol. 24 (1998) 193-201). Never more than the images, never fewer than
   * if the images of a unit were all decided alike. Units of very different sizes are counted as
   * {@link UnevenUnits} says.
   */
  private static double effective(
      int images, int units, int firstOnly, int secondOnly, int[] sizes, long[] differences) {
    if (units == images) {
      return images;
    }
    double n = images;
    double mean = (firstOnly - secondOnly) / n;
    double squares = 0;
    for (int size : sizes) {
      squares += (double) size * size;
    }
    double least = n * n / squares;
    if (units < 2) {
      return least;
    }
    double clustered =
        UnevenUnits.variance(
            Arrays.stream(differences).asDoubleStream().toArray(),
            Arrays.stream(sizes).asDoubleStream().toArray());
    double independent = ((firstOnly + secondOnly) / n - mean * mean) / n;
    double factor = independent > 1e-15 ? Math.max(1, clustered / independent) : squares / n;
    double ratio =
        NormalDistribution.of(0, 1).inverseSurvivalProbability(TAIL)
            / TDistribution.of(least - 1).inverseSurvivalProbability(TAIL);
    return Math.min(n, Math.max(least, n / factor * ratio * ratio));
  }

  boolean isClustered() {
    return units < images;
  }

  /** Units of which one model decides more images of this kind rightly than the other. */
  int discordantUnits() {
    return (int) Arrays.stream(differences).filter(d -> d != 0).count();
  }

  /** Whether the models decide every image of this kind alike. */
  boolean isAlike() {
    return tango.firstOnly() == 0 && tango.secondOnly() == 0;
  }

  /**
   * Tango's limits. Under a uniform prior of the four outcomes of an image (both right, either one
   * alone, none), which is the Dirichlet distribution of E. Christodoulou et al., False Promises in
   * Medical Imaging AI?, 2025, arXiv 2505.04720, the share of the discordant images for the first
   * is Beta(firstOnly + 1, secondOnly + 1), whatever the rest.
   */
  private record OfOne(Tango tango) implements PairedInference.Limits {
    @Override
    public Difference.Ends at(double alpha) {
      return tango.limits(alpha);
    }

    @Override
    public double otherSide(double difference) {
      BetaDistribution first = BetaDistribution.of(tango.firstOnly() + 1, tango.secondOnly() + 1);
      return difference > 0 ? first.cumulativeProbability(0.5) : first.survivalProbability(0.5);
    }
  }

  /**
   * The limits of a mean of shares of several kinds, by the recovery of their variances: G. Y. Zou
   * and A. Donner, Stat. Med. 27 (2008) 1693-1702. Of one kind they are Tango's.
   */
  static PairedInference.Limits meanOf(List<PairedShares> kinds) {
    if (kinds.size() == 1) {
      return new OfOne(kinds.get(0).tango);
    }
    double mean =
        kinds.stream().mapToDouble(kind -> kind.tango.difference()).average().orElseThrow();
    return alpha -> {
      double below = 0;
      double above = 0;
      for (PairedShares kind : kinds) {
        Difference.Ends ends = kind.tango.limits(alpha);
        below += Math.pow(kind.tango.difference() - ends.lower(), 2);
        above += Math.pow(ends.upper() - kind.tango.difference(), 2);
      }
      return new Difference.Ends(
          mean - Math.sqrt(below) / kinds.size(), mean + Math.sqrt(above) / kinds.size());
    };
  }
}
