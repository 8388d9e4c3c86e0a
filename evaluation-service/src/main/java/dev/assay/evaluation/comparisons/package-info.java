// SPDX-License-Identifier: Apache-2.0
/**
 * Makes the comparisons file of a data set's cells, without database or messages.
 *
 * <p>Reading order: {@code ComparisonJob}, {@code CellComparer}, {@code DeclaredFamily}, {@code
 * ComparisonRows}.
 */
@NullMarked
package dev.assay.evaluation.comparisons;

import org.jspecify.annotations.NullMarked;
