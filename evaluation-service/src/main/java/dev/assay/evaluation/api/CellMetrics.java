// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.api;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.evaluation.store.CellRow;
import org.jspecify.annotations.Nullable;

/**
 * One cell with its metrics.
 *
 * @param evaluationKey of the metrics below
 * @param reason why there are none, in state FAILED
 * @param metrics absent before the first evaluation; those of earlier predictions while newer ones
 *     are being evaluated
 */
public record CellMetrics(
    String studyId,
    String cellId,
    String dataset,
    CellRow.State state,
    @Nullable String evaluationKey,
    @Nullable String reason,
    @Nullable MetricsFile metrics) {}
