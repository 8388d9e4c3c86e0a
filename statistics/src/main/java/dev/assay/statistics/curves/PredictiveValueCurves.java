// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.curves;

import dev.assay.statistics.decisions.ClinicalMetric;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Predictive values of the model's decisions at every prevalence, as N. D. Mercaldo, K. F. Lau and
 * X. H. Zhou, Stat. Med. 26 (2007) 2170-2183, compute them at one. The odds of a positive value are
 * those of the prevalence times the likelihood ratio of a positive decision, and so a function of
 * one number: its interval at any prevalence is the interval at all of them, and the band is
 * simultaneous without being wider. Of several seeds, the value at a prevalence of 1/2 is their
 * mean.
 *
 * @param positive predictive value over the prevalence
 * @param negative likewise
 */
public record PredictiveValueCurves(CurveBand positive, CurveBand negative) {
  private static final double HALF = 0.5;

  /**
   * @param set with a positive class
   * @param prevalences ascending, in (0, 1)
   */
  public static PredictiveValueCurves of(
      LabelledSet set, List<Scores> seeds, ResamplingPlan plan, double[] prevalences) {
    return new PredictiveValueCurves(
        band(
            set,
            seeds,
            plan,
            prevalences,
            new ClinicalMetric.PositivePredictiveValue(HALF),
            prevalence -> prevalence / (1 - prevalence)),
        band(
            set,
            seeds,
            plan,
            prevalences,
            new ClinicalMetric.NegativePredictiveValue(HALF),
            prevalence -> (1 - prevalence) / prevalence));
  }

  private static CurveBand band(
      LabelledSet set,
      List<Scores> seeds,
      ResamplingPlan plan,
      double[] prevalences,
      ClinicalMetric atHalf,
      DoubleUnaryOperator odds) {
    double[] values = new double[seeds.size()];
    for (int s = 0; s < values.length; s++) {
      switch (atHalf.of(set, seeds.get(s))) {
        case Estimate.Undefined undefined -> {
          return CurveBand.none(plan.confidence(), undefined.reason());
        }
        case Estimate.Value value -> values[s] = value.value();
      }
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    @Nullable String reason = null;
    IntervalEstimate.@Nullable Interval ends = null;
    switch (atHalf.interval(set, seeds, plan)) {
      case IntervalEstimate.Interval interval -> ends = interval;
      case IntervalEstimate.None none -> reason = none.reason();
    }
    List<CurveBand.Point> points = new ArrayList<>();
    for (double prevalence : prevalences) {
      double prior = odds.applyAsDouble(prevalence);
      points.add(
          new CurveBand.Point(
              prevalence,
              at(prior, mean),
              ends == null ? null : Double.valueOf(at(prior, ends.lower())),
              ends == null ? null : Double.valueOf(at(prior, ends.upper()))));
    }
    return new CurveBand(points, plan.confidence(), reason);
  }

  /** From the value at even odds to that at other odds. */
  private static double at(double odds, double value) {
    return odds * value / (odds * value + 1 - value);
  }
}
