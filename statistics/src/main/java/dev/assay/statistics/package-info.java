/**
 * Metrics of classifiers and how sure they are. Plain Java: a {@link
 * dev.assay.statistics.LabelledSet} is what is true, {@link dev.assay.statistics.Scores} is what
 * one model said, {@link dev.assay.statistics.Metric} holds the formulas, {@link
 * dev.assay.statistics.Bootstrap} resamples, and {@link dev.assay.statistics.CellEvaluation} puts a
 * cell of several seeds together.
 */
@NullMarked
package dev.assay.statistics;

import org.jspecify.annotations.NullMarked;
