// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.resampling.ResamplingPlan.Method;
import dev.assay.statistics.resampling.ResamplingPlan.Scheme;
import dev.assay.statistics.testset.ResamplingUnit;

/**
 * Translates a study's settings for resampling: {@code evaluation.resamples} of the study file
 * becomes {@link ResamplingPlan#resamples}.
 */
public final class Resampling {
  private Resampling() {}

  /** Whether groups keep their weights while a data set grows. */
  public static boolean isLasting(EvaluationPlan plan) {
    return "poisson".equals(plan.resampling());
  }

  /**
   * @param dataset name, the lineage of a set that grows
   */
  public static ResamplingPlan plan(EvaluationPlan plan, String dataset) {
    ResamplingUnit unit = plan.unit().equals("image") ? ResamplingUnit.IMAGE : ResamplingUnit.GROUP;
    ResamplingPlan chosen =
        new ResamplingPlan(plan.resamples(), plan.confidence(), unit, plan.seed());
    if (isLasting(plan)) {
      chosen = chosen.with(new Scheme.Poisson(dataset));
    }
    return switch (plan.method()) {
      case "bca" -> chosen.with(Method.BCA);
      case "per-metric" -> chosen.with(Method.PER_METRIC);
      case "percentile-stratified" -> chosen.withinClasses();
      default -> chosen;
    };
  }

  /** The name of a method in files. */
  public static String method(IntervalEstimate.Method method) {
    return switch (method) {
      case PERCENTILE -> "percentile";
      case PERCENTILE_STRATIFIED -> "percentile-stratified";
      case BCA -> "bca";
      case LOGIT_T -> "logit-t";
      case WILSON -> "wilson";
      case TANGO -> "tango";
      case TANGO_MOVER -> "tango-mover";
      case DELTA_T -> "t";
      case DELTA_WILSON -> "t-wilson";
      case AREA_HULL -> "delong-mover";
      case CORRECTED_T -> "corrected-t";
      case CONFUSION_DRAWS -> "confusion-draws";
      case AREA_SCORE -> "area-score";
      case PRECISION_LOGIT -> "precision-logit";
    };
  }
}
