// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import org.jspecify.annotations.Nullable;

/**
 * A paired difference of one metric with its intervals and p-values from the family's joint
 * resamples. Everything but the point is from the same resamples, so that no two of them contradict
 * each other by chance.
 *
 * @param point first minus second
 * @param standardError sd of the difference over resamples; 0 where all resamples agree
 * @param percentile interval of this difference alone
 * @param simultaneous max-T interval: all intervals of the family cover their true differences
 *     together at the stated confidence
 * @param pPercentile 2 min(P(d* <= 0), P(d* >= 0)); null where all resamples agree on a difference
 *     that is not 0
 * @param pBootstrapT P(|d* - d| >= |d|), in standard errors; null likewise
 * @param pSingleStep adjusted over the family by max-T; null likewise
 * @param pStepDown the same, stepwise: never above {@code pSingleStep}; null likewise
 */
public record Difference(
    Contrast contrast,
    double point,
    double standardError,
    Ends percentile,
    Ends simultaneous,
    @Nullable Double pPercentile,
    @Nullable Double pBootstrapT,
    @Nullable Double pSingleStep,
    @Nullable Double pStepDown) {

  /** Lower not above upper. */
  public record Ends(double lower, double upper) {}

  /** Whether the resamples differ. */
  public boolean hasSpread() {
    return standardError > 0;
  }
}
