package dev.assay.statistics.intervals;

import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Bootstrap;
import dev.assay.statistics.resampling.Jackknife;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Seeds;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Chooses the interval of each metric of a cell. The first rule that fits decides; what was done is
 * in the result by name, and nothing is replaced silently.
 *
 * <ol>
 *   <li>One unit: none.
 *   <li>Calibration errors: none, because their resamples are biased further upwards than the
 *       point; they are corrected instead, see {@link Found#corrected}.
 *   <li>The plan asks for BCa: BCa, or the reason why there is none.
 *   <li>The plan asks for strata: percentiles of the bootstrap within each class.
 *   <li>A metric that needs every class, and one class has fewer than {@link
 *       #FEWEST_UNITS_OF_A_CLASS} units: none.
 *   <li>Where percentiles are known to cover too rarely - fewer than {@link #FEW_UNITS} units; for
 *       metrics that need every class, fewer than {@link #FEW_UNITS_OF_A_CLASS} units of one, or
 *       more than {@link #MOST_DROPPED} of the resamples without it; a rank metric of at least
 *       {@link #HIGH_AREA} or with fewer than {@link #FEW_POSITIVES} images of a class; another
 *       metric with fewer than {@link #FEW_ERRORS} images decided wrongly, or rightly - {@link
 *       LogitT}; or Wilson's, for a share of independent images. What has no such form (losses,
 *       correlations) gets percentiles within each class if a class is the reason, and a caution.
 *   <li>Percentiles of the bootstrap.
 *   <li>Where all resamples are equal: Wilson's for a share of images, on the number of units: with
 *       groups, each counts as one trial, as if its images stood or fell together; else none.
 * </ol>
 *
 * <p>Training seeds are drawn along with the units from {@link #SEEDS_TO_RESAMPLE} seeds on; with
 * fewer the interval holds the spread of the test set only, and says so.
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
  private final Units units;
  private final int[] unitsOfClass;

  public Intervals(LabelledSet set, ResamplingPlan plan) {
    this.set = set;
    this.plan = plan;
    this.units = set.units(plan.unit());
    this.unitsOfClass = set.unitsPerClass(units);
  }

  /**
   * What there is to say about how sure a metric is.
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
    Map<Metric, IntervalEstimate> intervals = new EnumMap<>(Metric.class);
    if (units.count() < 2) {
      String reason = "one " + unitName() + " only: nothing to resample";
      points.keySet().forEach(metric -> intervals.put(metric, new None(reason)));
      return new Found(intervals, Map.of());
    }
    Cell cell = new Cell(points, seeds);
    return new Found(cell.intervals(), cell.corrected());
  }

  private boolean rareClassMatters(Metric metric) {
    return metric.needsEveryClass() && fewest(unitsOfClass) < FEW_UNITS_OF_A_CLASS;
  }

  private static int fewest(int[] counts) {
    int fewest = counts[0];
    for (int count : counts) {
      fewest = Math.min(fewest, count);
    }
    return fewest;
  }

  private boolean imagesAreIndependent() {
    return set.groups().count() == set.rows();
  }

  private String unitName() {
    return plan.unit().name().toLowerCase(Locale.ROOT);
  }

  /** One cell's distributions, each made when a rule first asks for it. */
  private final class Cell {
    private final Map<Metric, Double> points;
    private final List<Scores> seeds;
    private final boolean seedsResampled;
    private final double wrong;
    private final Map<Metric, Replicates> simple;
    private final Map<Metric, Replicates> stratified;
    private final Map<Metric, Jackknife> jackknife;

    Cell(Map<Metric, Double> points, List<Scores> seeds) {
      this.points = points;
      this.seeds = seeds;
      seedsResampled = seeds.size() >= SEEDS_TO_RESAMPLE;
      wrong = meanWrong();
      simple = replicates(Bootstrap.of(set, plan), metric -> true);
      Predicate<Metric> again = metric -> !plan.stratified() && needsStrata(metric);
      stratified = replicates(Bootstrap.stratifiedByClass(set, plan), again);
      List<Metric> deleted =
          points.keySet().stream()
              .filter(m -> plan.method() == ResamplingPlan.Method.BCA || usesLogit(m))
              .toList();
      jackknife = deleted.isEmpty() ? Map.of() : Jackknife.of(set, units, deleted, seeds);
    }

    private Map<Metric, Replicates> replicates(Bootstrap bootstrap, Predicate<Metric> which) {
      List<Metric> metrics = points.keySet().stream().filter(which).sorted().toList();
      return metrics.isEmpty() ? Map.of() : bootstrap.replicates(metrics, seeds, seedsResampled);
    }

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

    private boolean needsStrata(Metric metric) {
      return rareClassMatters(metric) || of(simple, metric).droppedShare() > MOST_DROPPED;
    }

    private boolean isPoorlyCovered(Metric metric, double point) {
      if (units.count() < FEW_UNITS || needsStrata(metric)) {
        return true;
      }
      return metric.ranked()
          ? point >= HIGH_AREA || fewest(set.imagesPerClass()) < FEW_POSITIVES
          : Math.min(wrong, set.rows() - wrong) < FEW_ERRORS;
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

    private boolean usesLogit(Metric metric) {
      double point = points.getOrDefault(metric, Double.NaN);
      return metric.inUnitInterval()
          && point > 0
          && point < 1
          && isPoorlyCovered(metric, point)
          && !(metric.shareOfImages() && imagesAreIndependent());
    }

    private IntervalEstimate decide(Metric metric, double point) {
      if (metric.biased()) {
        return new None("percentiles of a calibration error do not cover; see the corrected value");
      }
      Replicates replicates = of(simple, metric);
      if (plan.method() == ResamplingPlan.Method.BCA) {
        return bca(metric, point, replicates);
      }
      if (plan.stratified()) {
        return replicates.withoutSpread()
            ? withoutSpread(metric, point)
            : percentile(replicates, Method.PERCENTILE_STRATIFIED);
      }
      if (metric.needsEveryClass() && fewest(unitsOfClass) < FEWEST_UNITS_OF_A_CLASS) {
        return tooFewOfAClass();
      }
      if (replicates.withoutSpread()) {
        return withoutSpread(metric, point);
      }
      if (isPoorlyCovered(metric, point)) {
        if (metric.shareOfImages() && imagesAreIndependent()) {
          return wilson(point, List.of("few images, or few decided otherwise"));
        }
        if (usesLogit(metric) && jackknifeError(metric) > 0) {
          return logit(metric, point, replicates);
        }
      }
      return needsStrata(metric)
          ? withinClasses(metric, point)
          : percentile(replicates, Method.PERCENTILE);
    }

    private IntervalEstimate tooFewOfAClass() {
      int c = 0;
      while (unitsOfClass[c] >= FEWEST_UNITS_OF_A_CLASS) {
        c++;
      }
      return new None(
          String.format(
              Locale.ROOT,
              "only %d %s%s of class %s",
              unitsOfClass[c],
              unitName(),
              unitsOfClass[c] == 1 ? "" : "s",
              set.classes().get(c)));
    }

    private IntervalEstimate withinClasses(Metric metric, double point) {
      Replicates replicates = of(stratified, metric);
      if (replicates.droppedShare() > MOST_DROPPED) {
        return new None("too many resamples lack a class");
      }
      return replicates.withoutSpread()
          ? withoutSpread(metric, point)
          : percentile(replicates, Method.PERCENTILE_STRATIFIED);
    }

    private IntervalEstimate withoutSpread(Metric metric, double point) {
      String reason = "all resamples give the same value";
      return metric.shareOfImages() ? wilson(point, List.of(reason)) : new None(reason);
    }

    private IntervalEstimate bca(Metric metric, double point, Replicates replicates) {
      if (replicates.droppedShare() > MOST_DROPPED) {
        return new None("BCa: too many resamples lack a class");
      }
      if (seedsResampled) {
        return new None("BCa: not defined for resampled seeds; ask for percentiles");
      }
      return switch (Bca.MID_TIES.of(replicates, point, of(jackknife, metric), plan.confidence())) {
        case Bca.Result.Undefined undefined -> new None(undefined.reason());
        case Bca.Result.Ends ends ->
            interval(ends.lower(), ends.upper(), Method.BCA, replicates, cautions());
      };
    }

    private IntervalEstimate percentile(Replicates replicates, Method method) {
      double tail = (1 - plan.confidence()) / 2;
      return interval(
          replicates.quantile(tail), replicates.quantile(1 - tail), method, replicates, cautions());
    }

    private IntervalEstimate logit(Metric metric, double point, Replicates replicates) {
      Binomial.Bounds bounds =
          LogitT.of(point, jackknifeError(metric), units.count(), plan.confidence());
      List<String> cautions = cautions();
      cautions.removeIf(caution -> caution.startsWith("only"));
      return interval(bounds.lower(), bounds.upper(), Method.LOGIT_T, replicates, cautions);
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

    private Interval interval(
        double lower, double upper, Method method, Replicates replicates, List<String> cautions) {
      return new Interval(
          lower,
          upper,
          plan.confidence(),
          method,
          plan.unit(),
          seedsResampled,
          plan.resamples(),
          replicates.droppedShare(),
          replicates.standardError(),
          cautions);
    }

    private IntervalEstimate wilson(double share, List<String> why) {
      Binomial.Bounds bounds = Binomial.WILSON.of(share, units.count(), plan.confidence());
      return new Interval(
          bounds.lower(),
          bounds.upper(),
          plan.confidence(),
          Method.WILSON,
          plan.unit(),
          false,
          0,
          0,
          0,
          why);
    }

    private List<String> cautions() {
      List<String> cautions = new ArrayList<>();
      if (units.count() < FEW_UNITS) {
        cautions.add(
            "only " + units.count() + " " + unitName() + "s: the interval is likely too narrow");
      }
      if (plan.unit() == ResamplingUnit.IMAGE && !imagesAreIndependent()) {
        cautions.add("assumes independent images, but groups have several");
      }
      if (seeds.size() > 1 && !seedsResampled) {
        cautions.add(
            "spread of the test set only: "
                + seeds.size()
                + " seeds are too few to be resampled; their sd stands apart");
      }
      return cautions;
    }
  }

  private static <T> T of(Map<Metric, T> map, Metric metric) {
    T value = map.get(metric);
    if (value == null) {
      throw new IllegalStateException(metric.key() + " was not computed");
    }
    return value;
  }
}
