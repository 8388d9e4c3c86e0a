// SPDX-License-Identifier: Apache-2.0
/**
 * The formulas. {@link dev.assay.statistics.metrics.Metric} declares every metric with its key, its
 * requirements and its formula; each formula is a function of the sums in a {@code Tally}.
 *
 * <p>Reading order: {@code Metric}, {@code Tally}, {@code Estimate}; then the results for one class
 * ({@code ClassScore}, {@code CurvePoints}, {@code Confusion}, {@code CalibrationBin}). How many
 * resamples are summed at once: {@code Weights}, {@code WeightedTally}, {@code UnitSums}, {@code
 * Ranking}.
 */
@NullMarked
package dev.assay.statistics.metrics;

import org.jspecify.annotations.NullMarked;
