// SPDX-License-Identifier: Apache-2.0
/**
 * Metrics of classifiers and how sure they are, in plain Java. A caller starts here: {@link
 * dev.assay.statistics.CellEvaluation} computes every metric of one cell with its interval, {@link
 * dev.assay.statistics.FoldedEvaluation} does so over the folds of a cross-validation, {@link
 * dev.assay.statistics.FindingsEvaluation} of several findings per image, and {@link
 * dev.assay.statistics.Subgroups} splits one metric by an attribute of the images.
 *
 * <p>Reading order: {@link dev.assay.statistics.testset} is what goes in, {@link
 * dev.assay.statistics.metrics} has the formulas, {@link dev.assay.statistics.resampling} draws
 * test sets again and again (on the numbers of {@link dev.assay.statistics.random}), {@link
 * dev.assay.statistics.roc} has areas by their theory, and {@link dev.assay.statistics.intervals}
 * makes intervals of all that. Then, in any order: {@link dev.assay.statistics.calibration} of
 * probabilities, {@link dev.assay.statistics.decisions} at a threshold or per patient, {@link
 * dev.assay.statistics.curves} over all thresholds, {@link dev.assay.statistics.comparison} of
 * models on one test set, and {@link dev.assay.statistics.planning} of a test set that there is not
 * yet. A package uses those named before it, never one named after it; {@code comparison} does not
 * use this root package.
 */
@NullMarked
package dev.assay.statistics;

import org.jspecify.annotations.NullMarked;
