// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.statistics.comparison.ComparedCell;
import dev.assay.statistics.curves.CalibrationCurve;
import dev.assay.statistics.curves.CurveBand;
import dev.assay.statistics.curves.DecisionCurve;
import dev.assay.statistics.curves.PredictiveValueCurves;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One model over thresholds, probabilities and prevalences, each with a band that holds over the
 * whole range.
 *
 * @param netBenefit of deciding by the model, over the threshold
 * @param netBenefitOverTreatingAll that less the net benefit of treating all
 * @param calibration how frequent the positive class is, over its probability
 * @param positivePredictiveValue of the model's decisions, over the prevalence
 * @param negativePredictiveValue likewise
 */
public record ModelCurves(
    String model,
    CurveBand netBenefit,
    CurveBand netBenefitOverTreatingAll,
    CurveBand calibration,
    CurveBand positivePredictiveValue,
    CurveBand negativePredictiveValue) {

  static ModelCurves of(
      LabelledSet set, ComparedCell cell, ResamplingPlan plan, double[] thresholds) {
    List<Scores> seeds = List.copyOf(cell.seeds().values());
    DecisionCurve decision = DecisionCurve.of(set, seeds, plan, thresholds);
    PredictiveValueCurves values =
        PredictiveValueCurves.of(set, seeds, plan, DecisionCurve.thresholds(0.01, 0.99));
    return new ModelCurves(
        cell.name(),
        decision.netBenefit(),
        decision.overTreatingAll(),
        CalibrationCurve.of(set, seeds, plan),
        values.positive(),
        values.negative());
  }

  /** All of them by the names that files give them, in a fixed order. */
  Map<String, CurveBand> byName() {
    Map<String, CurveBand> curves = new LinkedHashMap<>();
    curves.put("net_benefit", netBenefit);
    curves.put("net_benefit_over_treating_all", netBenefitOverTreatingAll);
    curves.put("calibration", calibration);
    curves.put("positive_predictive_value", positivePredictiveValue);
    curves.put("negative_predictive_value", negativePredictiveValue);
    return curves;
  }
}
