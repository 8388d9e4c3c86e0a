// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import static dev.assay.statistics.intervals.Intervals.FEWEST_UNITS_OF_A_CLASS;
import static dev.assay.statistics.intervals.Intervals.FEW_ERRORS;
import static dev.assay.statistics.intervals.Intervals.FEW_POSITIVES;
import static dev.assay.statistics.intervals.Intervals.FEW_UNITS;
import static dev.assay.statistics.intervals.Intervals.FEW_UNITS_OF_A_CLASS;
import static dev.assay.statistics.intervals.Intervals.HIGH_AREA;
import static dev.assay.statistics.intervals.Intervals.MOST_DROPPED;
import static dev.assay.statistics.intervals.Intervals.SEEDS_TO_RESAMPLE;

import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Bootstrap;
import dev.assay.statistics.resampling.Jackknife;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Seeds;
import dev.assay.statistics.testset.Units;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The rules of {@link Intervals}, applied to one cell and to what its resamples show. */
final class IntervalRules {
  private final LabelledSet set;
  private final ResamplingPlan plan;
  private final Units units;
  private final int[] unitsOfClass;
  private final Map<Metric, Double> points;
  private final List<Scores> seeds;
  private final boolean seedsResampled;
  private final double wrong;
  private final Map<Metric, Replicates> simple;
  private final Map<Metric, Replicates> stratified;
  private final Map<Metric, Jackknife> jackknife;
  private final IntervalForms forms;

  /** Seeds are drawn along with the units, from {@link Intervals#SEEDS_TO_RESAMPLE} on. */
  static IntervalRules ofAll(
      LabelledSet set, ResamplingPlan plan, Map<Metric, Double> points, List<Scores> seeds) {
    boolean resampled = seeds.size() >= SEEDS_TO_RESAMPLE;
    return new IntervalRules(set, plan, points, seeds, resampled, seeds.size());
  }

  /** The spread of the test set alone: the caller adds that of the seeds. */
  static IntervalRules ofTestSet(
      LabelledSet set, ResamplingPlan plan, Map<Metric, Double> points, List<Scores> seeds) {
    return new IntervalRules(set, plan, points, seeds, false, 1);
  }

  /**
   * Resamples all metrics, then again or with units deleted those for which a rule needs it.
   *
   * @param seedsToMention in a caution
   */
  private IntervalRules(
      LabelledSet set,
      ResamplingPlan plan,
      Map<Metric, Double> points,
      List<Scores> seeds,
      boolean seedsResampled,
      int seedsToMention) {
    this.set = set;
    this.plan = plan;
    this.units = set.units(plan.unit());
    this.unitsOfClass = set.unitsPerClass(units);
    this.points = points;
    this.seeds = seeds;
    this.seedsResampled = seedsResampled;
    wrong = meanWrong();
    simple = replicates(Bootstrap.of(set, plan), metric -> true);
    Predicate<Metric> again = metric -> !plan.stratified() && needsStrata(metric);
    stratified = replicates(Bootstrap.stratifiedByClass(set, plan), again);
    List<Metric> deleted =
        points.keySet().stream()
            .filter(m -> plan.method() == ResamplingPlan.Method.BCA || usesLogit(m))
            .toList();
    jackknife = deleted.isEmpty() ? Map.of() : Jackknife.of(set, units, deleted, seeds);
    forms = new IntervalForms(set, plan, units.count(), seedsToMention, seedsResampled);
  }

  private Map<Metric, Replicates> replicates(Bootstrap bootstrap, Predicate<Metric> which) {
    List<Metric> metrics = points.keySet().stream().filter(which).sorted().toList();
    return metrics.isEmpty() ? Map.of() : bootstrap.replicates(metrics, seeds, seedsResampled);
  }

  private double meanWrong() {
    long sum = 0;
    for (Scores scores : seeds) {
      for (int row = 0; row < set.rows(); row++) {
        sum += scores.predicted(row) == set.truth(row) ? 0 : 1;
      }
    }
    return (double) sum / seeds.size();
  }

  /** As {@link Intervals.Found#corrected}. */
  Map<Metric, Double> corrected() {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    points.forEach(
        (metric, point) -> {
          if (metric.biased()) {
            values.put(metric, Math.max(0, 2 * point - of(simple, metric).mean()));
          }
        });
    return values;
  }

  Map<Metric, IntervalEstimate> intervals() {
    Map<Metric, IntervalEstimate> intervals = new EnumMap<>(Metric.class);
    points.forEach((metric, point) -> intervals.put(metric, decide(metric, point)));
    return intervals;
  }

  private IntervalEstimate decide(Metric metric, double point) {
    if (metric.biased()) {
      return new None("percentiles of a calibration error do not cover; see the corrected value");
    }
    Replicates replicates = of(simple, metric);
    if (plan.method() == ResamplingPlan.Method.BCA) {
      return forms.bca(point, replicates, of(jackknife, metric));
    }
    if (plan.stratified()) {
      return replicates.withoutSpread()
          ? withoutSpread(metric, point)
          : forms.percentile(replicates, Method.PERCENTILE_STRATIFIED);
    }
    if (metric.needsEveryClass() && fewest(unitsOfClass) < FEWEST_UNITS_OF_A_CLASS) {
      return tooFewOfAClass();
    }
    if (replicates.withoutSpread()) {
      return withoutSpread(metric, point);
    }
    if (isPoorlyCovered(metric, point)) {
      if (metric.shareOfImages() && forms.imagesAreIndependent()) {
        return forms.wilson(point, "few images, or few decided otherwise");
      }
      if (usesLogit(metric) && jackknifeError(metric) > 0) {
        return forms.logit(point, jackknifeError(metric), replicates);
      }
    }
    return needsStrata(metric)
        ? withinClasses(metric, point)
        : forms.percentile(replicates, Method.PERCENTILE);
  }

  private boolean needsStrata(Metric metric) {
    return rareClassMatters(metric) || of(simple, metric).droppedShare() > MOST_DROPPED;
  }

  private boolean rareClassMatters(Metric metric) {
    return metric.needsEveryClass() && fewest(unitsOfClass) < FEW_UNITS_OF_A_CLASS;
  }

  private boolean isPoorlyCovered(Metric metric, double point) {
    if (units.count() < FEW_UNITS || needsStrata(metric)) {
      return true;
    }
    return metric.ranked()
        ? point >= HIGH_AREA || fewest(set.imagesPerClass()) < FEW_POSITIVES
        : Math.min(wrong, set.rows() - wrong) < FEW_ERRORS;
  }

  private boolean usesLogit(Metric metric) {
    double point = points.getOrDefault(metric, Double.NaN);
    return metric.inUnitInterval()
        && point > 0
        && point < 1
        && isPoorlyCovered(metric, point)
        && !(metric.shareOfImages() && set.groups().count() == set.rows());
  }

  /** With the spread over seeds, where there are enough to know it; NaN if undefined. */
  private double jackknifeError(Metric metric) {
    double ofUnits = of(jackknife, metric).standardError();
    if (!seedsResampled) {
      return ofUnits;
    }
    double[] values =
        seeds.stream()
            .mapToDouble(scores -> metric.of(set, scores).number().orElse(Double.NaN))
            .toArray();
    double ofSeeds = Seeds.standardDeviation(values);
    return Math.sqrt(ofUnits * ofUnits + ofSeeds * ofSeeds / values.length);
  }

  private IntervalEstimate withinClasses(Metric metric, double point) {
    Replicates replicates = of(stratified, metric);
    if (replicates.droppedShare() > MOST_DROPPED) {
      return new None("too many resamples lack a class");
    }
    return replicates.withoutSpread()
        ? withoutSpread(metric, point)
        : forms.percentile(replicates, Method.PERCENTILE_STRATIFIED);
  }

  private IntervalEstimate withoutSpread(Metric metric, double point) {
    String reason = "all resamples give the same value";
    return metric.shareOfImages() ? forms.wilson(point, reason) : new None(reason);
  }

  private IntervalEstimate tooFewOfAClass() {
    int c = 0;
    while (unitsOfClass[c] >= FEWEST_UNITS_OF_A_CLASS) {
      c++;
    }
    return new None(
        UnitsNeeded.ofClass(set.classes().get(c), unitsOfClass[c], FEWEST_UNITS_OF_A_CLASS, plan));
  }

  private static int fewest(int[] counts) {
    return Arrays.stream(counts).min().orElseThrow();
  }

  private static <T> T of(Map<Metric, T> map, Metric metric) {
    T value = map.get(metric);
    if (value == null) {
      throw new IllegalStateException(metric.key() + " was not computed");
    }
    return value;
  }
}
