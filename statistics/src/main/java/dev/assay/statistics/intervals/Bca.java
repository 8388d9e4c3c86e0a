// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.resampling.Jackknife;
import dev.assay.statistics.resampling.Replicates;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The bias-corrected and accelerated bootstrap interval: B. Efron, J. Am. Stat. Assoc. 82 (1987)
 * 171-185. Ends are the quantiles of the resamples at Phi(z0 + (z0 + z) / (1 - a (z0 + z))), where
 * z0 says how far the point is from the median of the resamples, and the acceleration a comes from
 * deleting one unit after the other.
 */
public enum Bca {
  /** Resamples equal to the point count half below it: scipy from 1.10 on. The rule of Assay. */
  MID_TIES {
    @Override
    double below(Replicates replicates, double point) {
      return replicates.shareBelowTiesHalf(point);
    }
  },
  /**
   * They count as above it, and rounding is not considered: R's boot, scipy up to 1.9. For a share
   * of few images this shifts both ends down. It is here for comparison.
   */
  STRICT_TIES {
    @Override
    double below(Replicates replicates, double point) {
      return replicates.shareStrictlyBelow(point);
    }
  };

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Ends, or the reason why there are none. */
  public sealed interface Result {
    /** Lower not above upper. */
    record Ends(double lower, double upper) implements Result {}

    /** For the reader of the table. */
    record Undefined(String reason) implements Result {}
  }

  abstract double below(Replicates replicates, double point);

  /**
   * @param replicates of the metric or difference
   * @param point its value on the whole set
   * @param jackknife its value without each unit
   * @param confidence in (0, 1)
   */
  public Result of(Replicates replicates, double point, Jackknife jackknife, double confidence) {
    if (!jackknife.defined()) {
      return new Result.Undefined("BCa: undefined without some single unit");
    }
    double acceleration = jackknife.acceleration();
    if (replicates.withoutSpread() || !Double.isFinite(acceleration)) {
      return new Result.Undefined("BCa: all resamples give the same value");
    }
    double below = below(replicates, point);
    if (below <= 0 || below >= 1) {
      return new Result.Undefined("BCa: all resamples are on one side of the point");
    }
    double z0 = NORMAL.inverseCumulativeProbability(below);
    double z = NORMAL.inverseSurvivalProbability((1 - confidence) / 2);
    return new Result.Ends(
        replicates.quantile(level(z0, -z, acceleration)),
        replicates.quantile(level(z0, z, acceleration)));
  }

  private static double level(double z0, double z, double acceleration) {
    return NORMAL.cumulativeProbability(z0 + (z0 + z) / (1 - acceleration * (z0 + z)));
  }
}
