// SPDX-License-Identifier: Apache-2.0
/**
 * Decisions other than the most probable class of each image, and what they are worth in a clinic.
 *
 * <p>Reading order: {@link dev.assay.statistics.decisions.Threshold}, {@code ClinicalMetric}; then
 * {@code PatientScores}, one decision per patient, and {@code MajorityBaseline}, the decision
 * without a model.
 */
@NullMarked
package dev.assay.statistics.decisions;

import org.jspecify.annotations.NullMarked;
