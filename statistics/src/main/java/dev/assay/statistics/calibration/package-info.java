// SPDX-License-Identifier: Apache-2.0
/**
 * Whether probabilities mean what they say, and how a model is made to mean it: {@link
 * dev.assay.statistics.calibration.Temperature} is fitted on validation images.
 *
 * <p>Reading order: {@code ProbabilityQuality}, {@code CalibrationLine}, {@code Temperature}.
 */
@NullMarked
package dev.assay.statistics.calibration;

import org.jspecify.annotations.NullMarked;
