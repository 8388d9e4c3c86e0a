// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.api;

import dev.assay.contracts.file.ComparisonsFile;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of one data set.
 *
 * @param comparisonKey of the comparison below
 * @param current whether it is about the newest metrics; else a newer one is being made
 * @param reason why the newer one could not be made
 * @param comparison absent before the first
 */
public record DatasetComparison(
    String dataset,
    @Nullable String comparisonKey,
    boolean current,
    @Nullable String reason,
    @Nullable ComparisonsFile comparison) {}
