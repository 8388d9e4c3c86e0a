// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.Tally;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/**
 * The intervals of {@link ResamplingPlan.Method#PER_METRIC}: each metric has the form that covers
 * the true value where classes are rare, models are perfect and patients have several images.
 * Metrics of decisions have {@link ConfusionDraws}, areas have {@link RankAreas}, losses have the
 * bootstrap of {@link IntervalRules}; the spread of training seeds is added by {@link Mover}.
 */
final class PerMetricRules {
  private final LabelledSet set;
  private final ResamplingPlan plan;
  private final Map<Metric, Double> points;
  private final List<Scores> seeds;
  private final List<Tally> tallies;

  PerMetricRules(
      LabelledSet set, ResamplingPlan plan, Map<Metric, Double> points, List<Scores> seeds) {
    this.set = set;
    this.plan = plan;
    this.points = points;
    this.seeds = seeds;
    tallies =
        seeds.size() < 2
            ? List.of()
            : seeds.stream().map(scores -> Tally.ofAll(set, scores)).toList();
  }

  Intervals.Found found() {
    Map<Metric, IntervalEstimate> intervals = new EnumMap<>(Metric.class);
    Map<Metric, Double> resampled = new EnumMap<>(Metric.class);
    Map<Metric, Double> decided = new EnumMap<>(Metric.class);
    RankAreas areas = new RankAreas(set, plan, seeds);
    points.forEach(
        (metric, point) -> {
          if (!metric.inUnitInterval() && metric.ofDecisions() && classesSeen() < 2) {
            intervals.put(metric, new None(UnitsNeeded.oneClass(set, plan)));
          } else if (metric.ofDecisions()) {
            decided.put(metric, point);
          } else if (metric.ranked()) {
            RankAreas.Found found = areas.of(metric);
            Binomial.Bounds bounds = withSeeds(metric, point, found.bounds());
            intervals.put(metric, interval(bounds, found.method(), 0, 0));
          } else {
            resampled.put(metric, point);
          }
        });
    decisions(decided, intervals);
    Map<Metric, Double> corrected = new EnumMap<>(Metric.class);
    if (!resampled.isEmpty()) {
      IntervalRules rules =
          IntervalRules.ofTestSet(
              set, plan.with(ResamplingPlan.Method.PERCENTILE), resampled, seeds);
      rules.intervals().forEach((metric, of) -> intervals.put(metric, withSeeds(metric, of)));
      corrected.putAll(rules.corrected());
    }
    return new Intervals.Found(intervals, corrected);
  }

  private long classesSeen() {
    return Arrays.stream(set.imagesPerClass()).filter(images -> images > 0).count();
  }

  private void decisions(Map<Metric, Double> decided, Map<Metric, IntervalEstimate> intervals) {
    if (decided.isEmpty()) {
      return;
    }
    ConfusionDraws draws = new ConfusionDraws(set, seeds, plan);
    List<Metric> metrics = List.copyOf(decided.keySet());
    List<ToDoubleFunction<Tally>> formulas =
        metrics.stream().map(metric -> (ToDoubleFunction<Tally>) metric::raw).toList();
    List<Replicates> drawn = draws.of(formulas);
    for (int m = 0; m < metrics.size(); m++) {
      Metric metric = metrics.get(m);
      double point = decided.getOrDefault(metric, Double.NaN);
      Binomial.Bounds bounds =
          ConfusionDraws.around(point, drawn.get(m), plan.confidence(), least(metric), 1);
      intervals.put(
          metric,
          interval(
              withSeeds(metric, point, hullWithShares(metric, bounds)),
              Method.CONFUSION_DRAWS,
              plan.resamples(),
              drawn.get(m).standardError()));
    }
  }

  /**
   * Not narrower than Wilson's interval, for a recall or a precision of one class, nor than what
   * Wilson's intervals of the recalls say about their mean.
   */
  private Binomial.Bounds hullWithShares(Metric metric, Binomial.Bounds drawn) {
    ClassShares shares = new ClassShares(set, seeds, plan);
    OptionalInt precision = metric.classOfPrecision(set.positive());
    if (precision.isPresent()) {
      ClassShares.Share share = shares.precision(precision.getAsInt());
      return share.effective() > 0 ? hull(drawn, shares.wilson(share)) : drawn;
    }
    double[] weights = metric.weightsOfRecalls(set.classCount(), set.positive());
    if (weights.length == 0) {
      return drawn;
    }
    double[] recalls = new double[weights.length];
    Binomial.Bounds[] bounds = new Binomial.Bounds[weights.length];
    for (int c = 0; c < weights.length; c++) {
      if (weights[c] == 0) {
        // the class need not occur
        bounds[c] = new Binomial.Bounds(0, 0);
        continue;
      }
      ClassShares.Share share = shares.recall(c);
      recalls[c] = share.value();
      bounds[c] = shares.wilson(share);
    }
    return hull(drawn, Mover.ofSum(weights, recalls, bounds, 1));
  }

  private static Binomial.Bounds hull(Binomial.Bounds a, Binomial.Bounds b) {
    return new Binomial.Bounds(Math.min(a.lower(), b.lower()), Math.max(a.upper(), b.upper()));
  }

  private static double least(Metric metric) {
    return metric.inUnitInterval() || !metric.higherIsBetter() ? 0 : -1;
  }

  private Binomial.Bounds withSeeds(Metric metric, double point, Binomial.Bounds ofTestSet) {
    double[] values = tallies.stream().mapToDouble(metric::raw).toArray();
    Binomial.Bounds wider = Mover.overSeeds(point, ofTestSet, values, plan.confidence());
    return new Binomial.Bounds(
        Math.max(least(metric), wider.lower()),
        metric.higherIsBetter() ? Math.min(1, wider.upper()) : wider.upper());
  }

  private IntervalEstimate withSeeds(Metric metric, IntervalEstimate ofTestSet) {
    if (seeds.size() < 2 || !(ofTestSet instanceof Interval interval)) {
      return ofTestSet;
    }
    Binomial.Bounds wider =
        withSeeds(
            metric,
            points.getOrDefault(metric, Double.NaN),
            new Binomial.Bounds(interval.lower(), interval.upper()));
    return new Interval(
        wider.lower(),
        wider.upper(),
        interval.confidence(),
        interval.method(),
        interval.unit(),
        true,
        interval.resamples(),
        interval.droppedShare(),
        interval.standardError(),
        interval.cautions());
  }

  private Interval interval(
      Binomial.Bounds bounds, Method method, int resamples, double standardError) {
    return new Interval(
        bounds.lower(),
        bounds.upper(),
        plan.confidence(),
        method,
        plan.unit(),
        seeds.size() > 1,
        resamples,
        0,
        standardError,
        plan.unit() == ResamplingUnit.IMAGE && set.groups().count() < set.rows()
            ? List.of("assumes independent images, but groups have several")
            : List.of());
  }
}
