// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.roc;

import org.jspecify.annotations.Nullable;

/**
 * The paired test of two areas under the null hypothesis that they are equal.
 *
 * @param difference first minus second
 * @param standardError null where the areas have no variance estimate
 * @param z difference / standard error; null where that is undefined
 * @param p two-sided, standard normal; 1 by convention where both areas and all their structural
 *     components are equal; null where it is undefined
 * @param interval Wald, not clipped; null where the standard error is 0 or missing
 * @param reason why z is undefined, for the reader of a table; null where it is not
 */
public record AreaDifference(
    double difference,
    @Nullable Double standardError,
    @Nullable Double z,
    @Nullable Double p,
    @Nullable AreaInterval interval,
    @Nullable String reason) {}
