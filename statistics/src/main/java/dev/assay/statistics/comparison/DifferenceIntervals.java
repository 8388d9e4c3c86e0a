// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.Bca;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Jackknife;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.resampling.ResamplingPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The intervals of the differences of one metric, each for itself alone.
 *
 * @param point of each cell
 * @param replicates likewise
 * @param method under which percentile intervals are reported
 * @param droppedShare of the resamples
 */
record DifferenceIntervals(
    FamilySetting setting,
    Metric metric,
    double[] point,
    List<Replicates> replicates,
    IntervalEstimate.Method method,
    double droppedShare) {

  /** One for each contrast of the family. */
  List<IntervalEstimate> of(List<@Nullable Difference> differences) {
    if (setting.plan().resampling().method() == ResamplingPlan.Method.BCA) {
      return bca();
    }
    List<IntervalEstimate> intervals = new ArrayList<>();
    for (@Nullable Difference difference : differences) {
      if (difference == null) {
        throw new IllegalStateException(
            "a contrast has neither a difference nor a reason why there is none");
      }
      intervals.add(
          difference.hasSpread()
              ? interval(
                  difference.percentile().lower(),
                  difference.percentile().upper(),
                  method,
                  difference.standardError())
              : new IntervalEstimate.None("all resamples give the same difference"));
    }
    return intervals;
  }

  private IntervalEstimate interval(
      double lower, double upper, IntervalEstimate.Method how, double error) {
    return new IntervalEstimate.Interval(
        lower,
        upper,
        setting.confidence(),
        how,
        setting.plan().resampling().unit(),
        setting.seedsResampled(),
        setting.plan().resampling().resamples(),
        droppedShare,
        error,
        List.of());
  }

  private List<IntervalEstimate> bca() {
    if (setting.seedsResampled()) {
      return none("BCa: not defined for resampled seeds; ask for percentiles");
    }
    if (method == IntervalEstimate.Method.PERCENTILE_STRATIFIED) {
      return none("BCa: not defined within classes; ask for percentiles");
    }
    List<Jackknife> jackknife =
        setting.cells().stream()
            .map(
                cell ->
                    Jackknife.of(setting.set(), setting.units(), List.of(metric), cell.scores()))
            .map(ofMetric -> ofMetric.values().iterator().next())
            .toList();
    return setting.contrasts().stream()
        .map(
            contrast ->
                contrast.isPair()
                    ? bca(contrast, jackknife)
                    : new IntervalEstimate.None("BCa: of two models only; ask for percentiles"))
        .toList();
  }

  List<IntervalEstimate> none(String reason) {
    return setting.contrasts().stream()
        .map(contrast -> (IntervalEstimate) new IntervalEstimate.None(reason))
        .toList();
  }

  private IntervalEstimate bca(Contrast contrast, List<Jackknife> jackknife) {
    int first = contrast.first().get(0);
    int second = contrast.second().get(0);
    Replicates difference = replicates.get(first).minus(replicates.get(second));
    return switch (Bca.MID_TIES.of(
        difference,
        point[first] - point[second],
        jackknife.get(first).minus(jackknife.get(second)),
        setting.confidence())) {
      case Bca.Result.Undefined undefined -> new IntervalEstimate.None(undefined.reason());
      case Bca.Result.Ends ends ->
          interval(
              ends.lower(), ends.upper(), IntervalEstimate.Method.BCA, difference.standardError());
    };
  }
}
