/**
 * Metrics of classifiers and how sure they are. Plain Java: a {@link
 * dev.assay.statistics.LabelledSet} is what is true, {@link dev.assay.statistics.Scores} is what
 * one model said, {@link dev.assay.statistics.Metric} holds the formulas, {@link
 * dev.assay.statistics.Bootstrap} resamples, {@link dev.assay.statistics.Intervals} chooses the
 * interval, and {@link dev.assay.statistics.CellEvaluation} puts a cell of several seeds together.
 *
 * <p>Beside these: decisions at a {@link dev.assay.statistics.Threshold} and what they are worth in
 * a clinic, {@link dev.assay.statistics.ClinicalMetric}; calibration, {@link
 * dev.assay.statistics.CalibrationLine} and {@link dev.assay.statistics.Temperature}; sets that
 * grow, {@link dev.assay.statistics.GrowingBootstrap}.
 */
@NullMarked
package dev.assay.statistics;

import org.jspecify.annotations.NullMarked;
