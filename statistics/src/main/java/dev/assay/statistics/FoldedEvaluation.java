// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import dev.assay.statistics.CellEvaluation.MetricResult;
import dev.assay.statistics.CellEvaluation.SeedResult;
import dev.assay.statistics.intervals.AcrossFolds;
import dev.assay.statistics.intervals.Binomial;
import dev.assay.statistics.intervals.CorrectedT;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.ClassScore;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FoldedSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Seeds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * All numbers of one cell over the folds of a cross-validation: metrics of the pooled out-of-fold
 * predictions with groups resampled over all folds at once, and metrics of ranks averaged over the
 * folds as in {@link AcrossFolds}.
 */
public final class FoldedEvaluation {
  private final FoldedSet folded;
  private final SortedMap<Long, Scores> scores;
  private final ResamplingPlan plan;
  private final Map<Metric, AcrossFolds.Found> ranked = new EnumMap<>(Metric.class);

  private FoldedEvaluation(FoldedSet folded, SortedMap<Long, Scores> scores, ResamplingPlan plan) {
    this.folded = folded;
    this.scores = scores;
    this.plan = plan;
    for (Metric metric : Metric.values()) {
      if (metric.ranked()) {
        ranked.put(metric, AcrossFolds.of(metric, folded, scores.values()));
      }
    }
  }

  /**
   * @param scores of each training seed: for every row those of the fold that tests it
   */
  public static CellEvaluation of(
      FoldedSet folded, SortedMap<Long, Scores> scores, ResamplingPlan plan) {
    return new FoldedEvaluation(folded, scores, plan).evaluation();
  }

  private CellEvaluation evaluation() {
    CellEvaluation pooled = CellEvaluation.withIntervals(folded.set(), scores, plan);
    List<SeedResult> seeds = new ArrayList<>();
    for (int i = 0; i < pooled.seeds().size(); i++) {
      seeds.add(seed(pooled.seeds().get(i), i));
    }
    return new CellEvaluation(
        pooled.images(),
        pooled.groups(),
        pooled.metrics().stream().map(this::metric).toList(),
        seeds);
  }

  private MetricResult metric(MetricResult pooled) {
    return switch (ranked.get(pooled.metric())) {
      case null -> pooled;
      case AcrossFolds.Found.Undefined undefined ->
          new MetricResult(
              pooled.metric(),
              new Estimate.Undefined(undefined.reason()),
              null,
              new IntervalEstimate.None(undefined.reason()),
              null,
              List.of());
      case AcrossFolds.Found.Values found -> {
        AcrossFolds values = found.values();
        double[] ofSeeds = values.ofSeeds();
        yield new MetricResult(
            pooled.metric(),
            new Estimate.Value(values.mean().mean(), List.of(AcrossFolds.REASON)),
            ofSeeds.length < 2 ? null : Seeds.standardDeviation(ofSeeds),
            interval(values),
            null,
            List.of());
      }
    };
  }

  private IntervalEstimate interval(AcrossFolds values) {
    CorrectedT mean = values.mean();
    if (!mean.hasSpread()) {
      return new IntervalEstimate.None("every fold has the same value");
    }
    Binomial.Bounds bounds = mean.interval(plan.confidence());
    return new IntervalEstimate.Interval(
        Math.max(0, bounds.lower()),
        Math.min(1, bounds.upper()),
        plan.confidence(),
        IntervalEstimate.Method.CORRECTED_T,
        plan.unit(),
        false,
        0,
        0,
        mean.standardError(),
        List.of());
  }

  private SeedResult seed(SeedResult pooled, int number) {
    Map<Metric, Estimate> points = new HashMap<>(pooled.points());
    ranked.forEach(
        (metric, found) ->
            points.put(
                metric,
                switch (found) {
                  case AcrossFolds.Found.Undefined undefined ->
                      new Estimate.Undefined(undefined.reason());
                  case AcrossFolds.Found.Values values ->
                      new Estimate.Value(values.values().ofSeeds()[number], List.of());
                }));
    Estimate none = new Estimate.Undefined(AcrossFolds.REASON);
    List<ClassScore> classes =
        pooled.classes().stream()
            .map(
                c ->
                    new ClassScore(
                        c.label(),
                        c.support(),
                        c.predicted(),
                        c.precision(),
                        c.recall(),
                        c.f1(),
                        c.specificity(),
                        none,
                        none))
            .toList();
    return new SeedResult(pooled.seed(), points, pooled.confusion(), classes);
  }
}
