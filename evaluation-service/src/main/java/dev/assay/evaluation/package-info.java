/**
 * Turns the predictions of a cell into metrics with intervals, and the cells of a data set into
 * comparisons: {@link dev.assay.evaluation.Arrivals} keeps what events say until a cell is
 * complete, {@link dev.assay.evaluation.EvaluationWork} evaluates it; {@link
 * dev.assay.evaluation.Comparisons} waits until every cell is, {@link
 * dev.assay.evaluation.ComparisonWork} compares them; {@link dev.assay.evaluation.Announcements}
 * tells the others.
 */
@NullMarked
package dev.assay.evaluation;

import org.jspecify.annotations.NullMarked;
