package dev.assay.statistics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedCollection;

/**
 * Chooses the interval of each metric of a cell, by rules that do not look at the result:
 *
 * <ol>
 *   <li>percentile bootstrap over the plan's units, if at most {@link #MOST_DROPPED} of the
 *       resamples leave the metric undefined;
 *   <li>if more do, the same drawn within each class, if every class has {@link
 *       #FEWEST_UNITS_OF_A_CLASS} units, and named so;
 *   <li>if all resamples are equal and the metric is a share of images, Wilson's on the number of
 *       units: with groups, each counts as one trial, as if its images stood or fell together;
 *   <li>else none, with the reason.
 * </ol>
 *
 * <p>Training seeds are drawn along with the units from {@link #SEEDS_TO_RESAMPLE} seeds on; with
 * fewer the interval holds the spread of the test set only, and says so.
 */
public final class Intervals {
  /** Above this share, the rest is a selected sample of the resamples. */
  public static final double MOST_DROPPED = 0.01;

  /** Drawing two or three units with replacement shows too little of their spread. */
  public static final int FEWEST_UNITS_OF_A_CLASS = 5;

  /** The spread of fewer seeds is too badly known to be drawn from. */
  public static final int SEEDS_TO_RESAMPLE = 5;

  /** Below this many units percentile intervals are known to be too narrow. */
  public static final int FEW_UNITS = 40;

  private final LabelledSet set;
  private final ResamplingPlan plan;
  private final Units units;

  public Intervals(LabelledSet set, ResamplingPlan plan) {
    this.set = set;
    this.plan = plan;
    this.units = set.units(plan.unit());
  }

  /**
   * @param points the defined metrics with their value (mean over seeds)
   * @param seeds the scores of every training seed
   */
  public Map<Metric, IntervalEstimate> of(Map<Metric, Double> points, List<Scores> seeds) {
    Map<Metric, IntervalEstimate> intervals = new EnumMap<>(Metric.class);
    if (points.isEmpty()) {
      return intervals;
    }
    if (units.count() < 2) {
      String reason = "one " + unitName() + " only: nothing to resample";
      points.keySet().forEach(metric -> intervals.put(metric, new IntervalEstimate.None(reason)));
      return intervals;
    }
    List<Metric> again = new ArrayList<>();
    replicates(Bootstrap.simple(set, plan), List.copyOf(points.keySet()), seeds)
        .forEach(
            (metric, replicates) -> {
              if (replicates.droppedShare() > MOST_DROPPED) {
                again.add(metric);
              } else {
                intervals.put(
                    metric,
                    decide(metric, points, replicates, seeds, IntervalEstimate.Method.PERCENTILE));
              }
            });
    intervals.putAll(stratified(again, points, seeds));
    return intervals;
  }

  private Map<Metric, IntervalEstimate> stratified(
      List<Metric> metrics, Map<Metric, Double> points, List<Scores> seeds) {
    Map<Metric, IntervalEstimate> intervals = new EnumMap<>(Metric.class);
    if (metrics.isEmpty()) {
      return intervals;
    }
    int[] ofClass = set.unitsPerClass(units);
    for (int c = 0; c < ofClass.length; c++) {
      if (ofClass[c] < FEWEST_UNITS_OF_A_CLASS) {
        IntervalEstimate none =
            new IntervalEstimate.None(
                String.format(
                    Locale.ROOT,
                    "too many resamples lack a class: only %d %s%s of class %s",
                    ofClass[c],
                    unitName(),
                    ofClass[c] == 1 ? "" : "s",
                    set.classes().get(c)));
        metrics.forEach(metric -> intervals.put(metric, none));
        return intervals;
      }
    }
    replicates(Bootstrap.stratifiedByClass(set, plan), metrics, seeds)
        .forEach(
            (metric, replicates) ->
                intervals.put(
                    metric,
                    replicates.droppedShare() > MOST_DROPPED
                        ? new IntervalEstimate.None("too many resamples lack a class")
                        : decide(
                            metric,
                            points,
                            replicates,
                            seeds,
                            IntervalEstimate.Method.PERCENTILE_STRATIFIED)));
    return intervals;
  }

  private Map<Metric, Replicates> replicates(
      Bootstrap bootstrap, SequencedCollection<Metric> metrics, List<Scores> seeds) {
    return bootstrap.replicates(metrics, seeds, resampleSeeds(seeds));
  }

  private static boolean resampleSeeds(List<Scores> seeds) {
    return seeds.size() >= SEEDS_TO_RESAMPLE;
  }

  private IntervalEstimate decide(
      Metric metric,
      Map<Metric, Double> points,
      Replicates replicates,
      List<Scores> seeds,
      IntervalEstimate.Method method) {
    if (replicates.withoutSpread()) {
      return metric.shareOfImages()
          ? wilson(points.getOrDefault(metric, Double.NaN))
          : new IntervalEstimate.None("all resamples give the same value");
    }
    double tail = (1 - plan.confidence()) / 2;
    return new IntervalEstimate.Interval(
        replicates.quantile(tail),
        replicates.quantile(1 - tail),
        plan.confidence(),
        method,
        plan.unit(),
        resampleSeeds(seeds),
        plan.resamples(),
        replicates.droppedShare(),
        replicates.standardError(),
        cautions(seeds));
  }

  private IntervalEstimate wilson(double share) {
    Binomial.Bounds bounds = Binomial.WILSON.of(share, units.count(), plan.confidence());
    return new IntervalEstimate.Interval(
        bounds.lower(),
        bounds.upper(),
        plan.confidence(),
        IntervalEstimate.Method.WILSON,
        plan.unit(),
        false,
        0,
        0,
        0,
        List.of("all resamples give the same value"));
  }

  private List<String> cautions(List<Scores> seeds) {
    List<String> cautions = new ArrayList<>();
    if (units.count() < FEW_UNITS) {
      cautions.add(
          "only " + units.count() + " " + unitName() + "s: the interval is likely too narrow");
    }
    if (plan.unit() == ResamplingPlan.Unit.IMAGE && set.groups().count() < set.rows()) {
      cautions.add("assumes independent images, but groups have several");
    }
    if (seeds.size() > 1 && !resampleSeeds(seeds)) {
      cautions.add(
          "spread of the test set only: "
              + seeds.size()
              + " seeds are too few to be resampled; their sd stands apart");
    }
    return cautions;
  }

  private String unitName() {
    return plan.unit().name().toLowerCase(Locale.ROOT);
  }
}
