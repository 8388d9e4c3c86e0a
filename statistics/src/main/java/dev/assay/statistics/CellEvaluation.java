// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import dev.assay.statistics.intervals.AnalyticInterval;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.intervals.UnitsNeeded;
import dev.assay.statistics.metrics.ClassScore;
import dev.assay.statistics.metrics.Confusion;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.Tally;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All numbers of one cell on one test set.
 *
 * @param images number of images
 * @param groups number of groups
 * @param metrics in the order of {@link Metric}
 * @param seeds the single seeds, in ascending order of their number
 */
public record CellEvaluation(
    int images, int groups, List<MetricResult> metrics, List<SeedResult> seeds) {
  public CellEvaluation {
    metrics = List.copyOf(metrics);
    seeds = List.copyOf(seeds);
  }

  /**
   * One metric of the cell.
   *
   * @param point mean over the seeds; undefined if it is so for any of them
   * @param seedSd standard deviation over the seeds (divisor S - 1); null with one seed
   * @param interval null if no plan was given
   * @param corrected the point without its bias, for calibration errors; null for others, and
   *     without intervals
   * @param analytic intervals from formulas, for shares of images
   */
  public record MetricResult(
      Metric metric,
      Estimate point,
      @Nullable Double seedSd,
      @Nullable IntervalEstimate interval,
      @Nullable Double corrected,
      List<AnalyticInterval> analytic) {
    public MetricResult {
      analytic = List.copyOf(analytic);
    }
  }

  /** The results of one training seed. */
  public record SeedResult(
      long seed, Map<Metric, Estimate> points, Confusion confusion, List<ClassScore> classes) {
    public SeedResult {
      points = Map.copyOf(points);
      classes = List.copyOf(classes);
    }
  }

  /**
   * The result of one metric.
   *
   * @throws IllegalArgumentException if it was not evaluated
   */
  public MetricResult of(Metric metric) {
    return metrics.stream()
        .filter(result -> result.metric() == metric)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(metric.key() + " was not evaluated"));
  }

  /** The points of every metric, without intervals. */
  public static CellEvaluation points(LabelledSet set, SortedMap<Long, Scores> scoresOfSeed) {
    return evaluate(set, scoresOfSeed, null, List.of(Metric.values()));
  }

  /** The points of every metric, with an interval or the reason why there is none. */
  public static CellEvaluation withIntervals(
      LabelledSet set, SortedMap<Long, Scores> scoresOfSeed, ResamplingPlan plan) {
    return evaluate(set, scoresOfSeed, plan, List.of(Metric.values()));
  }

  /** The same of one metric. */
  public static MetricResult withInterval(
      LabelledSet set, SortedMap<Long, Scores> scoresOfSeed, ResamplingPlan plan, Metric metric) {
    return evaluate(set, scoresOfSeed, plan, List.of(metric)).of(metric);
  }

  private static CellEvaluation evaluate(
      LabelledSet set,
      SortedMap<Long, Scores> scoresOfSeed,
      @Nullable ResamplingPlan plan,
      List<Metric> wanted) {
    if (scoresOfSeed.isEmpty()) {
      throw new IllegalArgumentException("a cell needs the scores of at least one seed");
    }
    List<SeedResult> seeds = new ArrayList<>();
    scoresOfSeed.forEach((seed, scores) -> seeds.add(seedResult(set, seed, scores)));
    Map<Metric, Estimate> points = new EnumMap<>(Metric.class);
    for (Metric metric : wanted) {
      points.put(metric, mean(metric, seeds));
    }
    List<Scores> all = List.copyOf(scoresOfSeed.values());
    Intervals.Found found =
        plan == null
            ? new Intervals.Found(Map.of(), Map.of())
            : new Intervals(set, plan).of(numbers(points), all);
    List<MetricResult> metrics = new ArrayList<>();
    points.forEach(
        (metric, point) ->
            metrics.add(
                new MetricResult(
                    metric,
                    point,
                    sd(metric, seeds),
                    plan != null && point instanceof Estimate.Undefined undefined
                        ? new IntervalEstimate.None(whyNone(set, metric, undefined, plan))
                        : found.intervals().get(metric),
                    found.corrected().get(metric),
                    plan != null && metric.shareOfImages()
                        ? AnalyticInterval.ofShare(
                            set, point.number().orElseThrow(), all, plan.confidence())
                        : List.of())));
    return new CellEvaluation(set.rows(), set.groups().count(), metrics, seeds);
  }

  private static String whyNone(
      LabelledSet set, Metric metric, Estimate.Undefined undefined, ResamplingPlan plan) {
    boolean absent =
        metric.needsEveryClass()
            && (!metric.needsPositiveClass() || set.positive().isPresent())
            && Arrays.stream(set.imagesPerClass()).anyMatch(images -> images == 0);
    return absent && plan.method() == ResamplingPlan.Method.PER_METRIC
        ? UnitsNeeded.absent(undefined.reason(), plan)
        : undefined.reason();
  }

  private static SeedResult seedResult(LabelledSet set, long seed, Scores scores) {
    Tally tally = Tally.ofAll(set, scores);
    Map<Metric, Estimate> points = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      points.put(metric, metric.of(tally));
    }
    return new SeedResult(seed, points, Confusion.of(tally), ClassScore.of(tally));
  }

  private static Map<Metric, Double> numbers(Map<Metric, Estimate> points) {
    Map<Metric, Double> numbers = new EnumMap<>(Metric.class);
    points.forEach((metric, point) -> point.number().ifPresent(v -> numbers.put(metric, v)));
    return numbers;
  }

  private static Estimate mean(Metric metric, List<SeedResult> seeds) {
    double sum = 0;
    List<String> notes = new ArrayList<>();
    for (SeedResult seed : seeds) {
      switch (pointOf(metric, seed)) {
        case Estimate.Undefined undefined -> {
          return undefined;
        }
        case Estimate.Value value -> {
          sum += value.value();
          for (String note : value.notes()) {
            notes.add(seeds.size() == 1 ? note : "seed " + seed.seed() + ": " + note);
          }
        }
      }
    }
    return new Estimate.Value(sum / seeds.size(), notes);
  }

  private static @Nullable Double sd(Metric metric, List<SeedResult> seeds) {
    double[] values =
        seeds.stream().flatMapToDouble(seed -> pointOf(metric, seed).number().stream()).toArray();
    if (values.length < 2 || values.length < seeds.size()) {
      return null;
    }
    return Seeds.standardDeviation(values);
  }

  private static Estimate pointOf(Metric metric, SeedResult seed) {
    return seed.points().getOrDefault(metric, new Estimate.Undefined("not evaluated"));
  }

  /** A cell with one training seed. */
  public static SortedMap<Long, Scores> oneSeed(long seed, Scores scores) {
    SortedMap<Long, Scores> one = new TreeMap<>();
    one.put(seed, scores);
    return one;
  }
}
