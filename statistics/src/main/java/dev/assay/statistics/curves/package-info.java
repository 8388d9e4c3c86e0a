// SPDX-License-Identifier: Apache-2.0
/**
 * What a model of two classes is worth over a range of thresholds, probabilities or prevalences,
 * with bands that hold over the whole range at once.
 *
 * <p>Reading order: {@link dev.assay.statistics.curves.CurveBand} is what comes out; {@link
 * dev.assay.statistics.curves.DecisionCurve}, {@link dev.assay.statistics.curves.CalibrationCurve}
 * and {@link dev.assay.statistics.curves.PredictiveValueCurves} make it.
 */
@NullMarked
package dev.assay.statistics.curves;

import org.jspecify.annotations.NullMarked;
