// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

/**
 * One class against the rest, or one finding: an area with its interval, a term of an average.
 *
 * @param influences by seed and unit
 * @param optimism by how much an average precision is too high; 0 for areas under ROC curves
 */
record AreaTerm(double point, Binomial.Bounds bounds, double[][] influences, double optimism) {}
