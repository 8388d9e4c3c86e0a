// SPDX-License-Identifier: Apache-2.0
/**
 * Makes the metrics file of a cell from its prediction files, without database or messages.
 *
 * <p>Reading order: {@code EvaluationJob}, {@code CellEvaluator}, {@code Resampling} (where the
 * number of resamples comes from the study), {@code AlignedSet}, {@code MetricRows}; then {@code
 * Decisions}, {@code SubgroupRows} and {@code SeedDetails}. {@code PooledEvaluator} does the same
 * for the folds of a cross-validation.
 */
@NullMarked
package dev.assay.evaluation.metrics;

import org.jspecify.annotations.NullMarked;
