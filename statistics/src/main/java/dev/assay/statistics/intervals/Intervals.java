// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses the interval of each metric of a cell. The result names the method that was used, and
 * nothing is replaced silently.
 *
 * <p>A plan that asks for {@link ResamplingPlan.Method#PER_METRIC} gets the form that suits each
 * metric: {@link PerMetricRules}. For every other plan the first of these rules that fits decides:
 *
 * <ol>
 *   <li>One unit: none.
 *   <li>Calibration errors: none, because their resamples are biased further upwards than the
 *       point; the point is corrected instead, see {@link Found#corrected}.
 *   <li>The plan asks for BCa: BCa, or the reason why there is none.
 *   <li>The plan asks for strata: percentiles of the bootstrap within each class.
 *   <li>A metric that needs every class, and one class has fewer than {@link
 *       #FEWEST_UNITS_OF_A_CLASS} units: none.
 *   <li>Where percentiles are known to cover too rarely - fewer than {@link #FEW_UNITS} units; for
 *       metrics that need every class, fewer than {@link #FEW_UNITS_OF_A_CLASS} units of one, or
 *       more than {@link #MOST_DROPPED} of the resamples without it; a rank metric of at least
 *       {@link #HIGH_AREA} or with fewer than {@link #FEW_POSITIVES} images of a class; another
 *       metric with fewer than {@link #FEW_ERRORS} images decided wrongly, or rightly - {@link
 *       LogitT}; or Wilson's, for a share of independent images. Metrics without such a form
 *       (losses, correlations) get percentiles within each class if a class is the reason, and a
 *       caution.
 *   <li>Percentiles of the bootstrap.
 *   <li>Where all resamples are equal: Wilson's for a share of images, on the number of units: with
 *       groups, each counts as one trial, as if its images were all right or all wrong; else none.
 * </ol>
 *
 * <p>Training seeds are drawn along with the units from {@link #SEEDS_TO_RESAMPLE} seeds on; with
 * fewer the interval contains the spread of the test set only, and says so. The rules are in {@link
 * IntervalRules}, in this order.
 */
public final class Intervals {
  /** Above this share, the rest is a selected sample of the resamples. */
  public static final double MOST_DROPPED = 0.01;

  /** With fewer units of a class, resamples differ too much in how many they have of it. */
  public static final int FEW_UNITS_OF_A_CLASS = 10;

  /** Drawing two or three units with replacement shows too little of their spread. */
  public static final int FEWEST_UNITS_OF_A_CLASS = 5;

  /** The spread of fewer seeds is too badly known to be drawn from. */
  public static final int SEEDS_TO_RESAMPLE = 5;

  /** Below this many units percentile intervals are known to be too narrow. */
  public static final int FEW_UNITS = 40;

  /** From here on the distribution of an area is too skew for percentiles. */
  public static final double HIGH_AREA = 0.95;

  /** With fewer images of a class, percentiles of an area cover too rarely. */
  public static final int FEW_POSITIVES = 30;

  /** With fewer images decided wrongly (or rightly), percentiles of a share are too narrow. */
  public static final int FEW_ERRORS = 10;

  private final LabelledSet set;
  private final ResamplingPlan plan;

  public Intervals(LabelledSet set, ResamplingPlan plan) {
    this.set = set;
    this.plan = plan;
  }

  /**
   * The intervals and corrections of one cell.
   *
   * @param corrected by metric: 2 x point - mean of the resamples, not below 0, for those whose
   *     point is biased
   */
  public record Found(Map<Metric, IntervalEstimate> intervals, Map<Metric, Double> corrected) {
    public Found {
      intervals = Map.copyOf(intervals);
      corrected = Map.copyOf(corrected);
    }
  }

  /**
   * @param points the defined metrics with their value (mean over seeds)
   * @param seeds the scores of every training seed
   */
  public Found of(Map<Metric, Double> points, List<Scores> seeds) {
    boolean perMetric = plan.method() == ResamplingPlan.Method.PER_METRIC;
    if (set.units(plan.unit()).count() < 2) {
      String reason =
          perMetric
              ? UnitsNeeded.oneUnit(plan)
              : "one " + IntervalForms.unitName(plan) + " only: nothing to resample";
      Map<Metric, IntervalEstimate> none = new EnumMap<>(Metric.class);
      points.keySet().forEach(metric -> none.put(metric, new None(reason)));
      return new Found(none, Map.of());
    }
    if (perMetric) {
      return new PerMetricRules(set, plan, points, seeds).found();
    }
    IntervalRules rules = IntervalRules.ofAll(set, plan, points, seeds);
    return new Found(rules.intervals(), rules.corrected());
  }
}
