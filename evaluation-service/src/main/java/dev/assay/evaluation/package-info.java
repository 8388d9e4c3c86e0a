// SPDX-License-Identifier: Apache-2.0
/**
 * Computes metrics with intervals from the predictions of a cell, and comparisons of the cells of a
 * data set: {@link dev.assay.evaluation.EventHandler} keeps what events say until a cell is
 * complete, {@link dev.assay.evaluation.EvaluationWork} evaluates it; {@link
 * dev.assay.evaluation.Comparisons} waits until every cell is, {@link
 * dev.assay.evaluation.ComparisonWork} compares them; {@link dev.assay.evaluation.Announcements}
 * publishes the results.
 */
@NullMarked
package dev.assay.evaluation;

import org.jspecify.annotations.NullMarked;
