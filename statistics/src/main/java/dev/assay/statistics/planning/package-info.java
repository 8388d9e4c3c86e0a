// SPDX-License-Identifier: Apache-2.0
/**
 * How many patients a test set needs, before there is one. {@link
 * dev.assay.statistics.planning.TestSetPlan} is where a caller starts: it takes a {@link
 * dev.assay.statistics.planning.Goal} and a {@link dev.assay.statistics.planning.Population}, asks
 * {@link dev.assay.statistics.planning.Formulas} for a first number, and draws test sets until the
 * intervals and tests of this library reach the goal.
 */
@NullMarked
package dev.assay.statistics.planning;

import org.jspecify.annotations.NullMarked;
