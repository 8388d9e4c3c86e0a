// SPDX-License-Identifier: Apache-2.0
/**
 * Models compared on one test set, image by image or patient by patient: tests of two models, and
 * differences of a declared family with simultaneous intervals. Each test and adjustment is a class
 * of its own, with its formula and source.
 *
 * <p>Reading order: {@code ModelComparison}, what a caller starts with; {@code ComparisonPlan},
 * what is declared; {@code MetricFamily}, what happens for one metric; then the tests ({@code
 * PairedTest}, {@code McNemar}, {@code GroupedDecisions}, {@code LabelSwapTest}), the simultaneous
 * intervals ({@code MaxT}) and the adjustments ({@code Adjustment}). {@code FoldedComparison} is
 * the same over folds, {@code AcrossSets} over data sets.
 */
@NullMarked
package dev.assay.statistics.comparison;

import org.jspecify.annotations.NullMarked;
