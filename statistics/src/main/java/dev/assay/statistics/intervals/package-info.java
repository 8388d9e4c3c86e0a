// SPDX-License-Identifier: Apache-2.0
/**
 * Intervals of metrics. {@link dev.assay.statistics.intervals.Intervals} chooses the method for
 * each metric by stated rules; every method is a class of its own with its formula and source.
 *
 * <p>Reading order: {@code IntervalEstimate}, {@code Intervals}; then the methods {@code Bca},
 * {@code LogitT}, {@code Binomial}, and {@code AcrossFolds} with {@code CorrectedT} for
 * cross-validation. How often the intervals cover the true value is in docs/coverage.md.
 */
@NullMarked
package dev.assay.statistics.intervals;

import org.jspecify.annotations.NullMarked;
