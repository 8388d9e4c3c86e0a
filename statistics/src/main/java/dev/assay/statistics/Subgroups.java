// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.SummedTally;
import dev.assay.statistics.metrics.TallyRows;
import dev.assay.statistics.metrics.Weights;
import dev.assay.statistics.random.CounterRandom;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One metric of one cell in each group of an attribute (site, sex, age group), with the largest gap
 * between any two of them. The largest of many gaps is large by chance alone, so its interval would
 * never contain 0. Instead p says how often a gap is as large when the attribute is permuted
 * between the units (patients): a permutation test of the hypothesis that the attribute does not
 * matter (P. Good, Permutation, Parametric and Bootstrap Tests of Hypotheses, 3rd ed. 2005, chapter
 * 3).
 *
 * @param metric which
 * @param parts in the order of their values
 * @param gap the largest, or null
 * @param whyNoGap null if there is a gap
 * @param withoutValue the images of which the value is not known, in no gap; null if there are none
 */
public record Subgroups(
    Metric metric,
    List<Part> parts,
    @Nullable Gap gap,
    @Nullable String whyNoGap,
    @Nullable Part withoutValue) {
  /** Groups of fewer units show only chance: they have a point, but no interval and no gap. */
  public static final int FEWEST_UNITS = 10;

  public Subgroups {
    parts = List.copyOf(parts);
  }

  /** Images that are in no group. */
  public int imagesWithoutValue() {
    return withoutValue == null ? 0 : withoutValue.images();
  }

  /**
   * One value of the attribute.
   *
   * @param units with images of it
   * @param point mean over seeds
   * @param interval by the rules of {@link Intervals}; none of fewer than {@link #FEWEST_UNITS}
   */
  public record Part(
      String value, int images, int units, Estimate point, IntervalEstimate interval) {}

  /**
   * @param highest value of the attribute with the highest point
   * @param lowest likewise
   * @param size highest point minus lowest, in units of the metric
   * @param p (1 + permutations with as large a gap) / (1 + permutations)
   * @param permutations that left the metric defined in every group
   */
  public record Gap(String highest, String lowest, double size, double p, int permutations) {}

  /**
   * @param seeds the scores of every training seed
   * @param valueOfRow of the attribute; empty where it is not known
   * @param plan the unit, the seed and the number of permutations are those of the plan, too
   * @throws IllegalArgumentException if there is not one value per row
   */
  public static Subgroups of(
      LabelledSet set,
      List<Scores> seeds,
      List<String> valueOfRow,
      Metric metric,
      ResamplingPlan plan) {
    if (valueOfRow.size() != set.rows()) {
      throw new IllegalArgumentException(
          set.rows() + " rows, but " + valueOfRow.size() + " values of the attribute");
    }
    Map<String, List<Integer>> rowsOf = new TreeMap<>();
    for (int row = 0; row < set.rows(); row++) {
      rowsOf.computeIfAbsent(valueOfRow.get(row), value -> new ArrayList<>()).add(row);
    }
    @Nullable List<Integer> unknown = rowsOf.remove("");
    @Nullable Part withoutValue =
        unknown == null ? null : part(set, seeds, "", unknown, metric, plan);
    List<Part> parts = new ArrayList<>();
    rowsOf.forEach((value, rows) -> parts.add(part(set, seeds, value, rows, metric, plan)));
    @Nullable Gap gap = null;
    @Nullable String reason = whyNoGap(set.units(plan.unit()), valueOfRow, metric, parts);
    if (reason == null) {
      gap = new Permutation(set, seeds, valueOfRow, metric, plan, compared(parts)).gap();
      reason = gap == null ? "too many permutations leave the metric undefined in a group" : null;
    }
    return new Subgroups(metric, parts, gap, reason, withoutValue);
  }

  private static Part part(
      LabelledSet set,
      List<Scores> seeds,
      String value,
      List<Integer> of,
      Metric metric,
      ResamplingPlan plan) {
    int[] rows = of.stream().mapToInt(Integer::intValue).toArray();
    LabelledSet part = set.rows(rows);
    List<Scores> scores = seeds.stream().map(seed -> seed.rows(rows)).toList();
    double sum = 0;
    for (Scores ofSeed : scores) {
      switch (metric.of(part, ofSeed)) {
        case Estimate.Undefined undefined -> {
          return new Part(
              value,
              rows.length,
              part.units(plan.unit()).count(),
              undefined,
              new IntervalEstimate.None(undefined.reason()));
        }
        case Estimate.Value number -> sum += number.value();
      }
    }
    double point = sum / scores.size();
    int units = part.units(plan.unit()).count();
    return new Part(
        value,
        rows.length,
        units,
        new Estimate.Value(point, List.of()),
        units < FEWEST_UNITS
            ? new IntervalEstimate.None("fewer than " + FEWEST_UNITS + " units: " + units)
            : interval(part, scores, metric, point, plan));
  }

  private static IntervalEstimate interval(
      LabelledSet part, List<Scores> scores, Metric metric, double point, ResamplingPlan plan) {
    @Nullable IntervalEstimate interval =
        new Intervals(part, plan).of(Map.of(metric, point), scores).intervals().get(metric);
    return interval == null ? new IntervalEstimate.None("not computed") : interval;
  }

  private static List<String> compared(List<Part> parts) {
    return parts.stream()
        .filter(part -> part.units() >= FEWEST_UNITS && part.point().number().isPresent())
        .map(Part::value)
        .toList();
  }

  private static @Nullable String whyNoGap(
      Units units, List<String> valueOfRow, Metric metric, List<Part> parts) {
    if (metric.biased()) {
      return "a calibration error is the larger, the smaller the group";
    }
    if (compared(parts).size() < 2) {
      return "fewer than two groups have " + FEWEST_UNITS + " units and a defined value";
    }
    String[] ofUnit = new String[units.count()];
    for (int row = 0; row < units.rows(); row++) {
      String value = valueOfRow.get(row);
      String before = ofUnit[units.of(row)];
      if (before != null && !before.equals(value)) {
        return "the attribute differs within a unit: it cannot be permuted between units";
      }
      ofUnit[units.of(row)] = value;
    }
    return null;
  }

  /** The permutation test of the largest gap. */
  private static final class Permutation {
    private final Metric metric;
    private final ResamplingPlan plan;
    private final List<String> values;
    private final List<TallyRows> rows;

    /** Of each unit, the number of its value; -1 for those of no compared group. */
    private final int[] valueOfUnit;

    Permutation(
        LabelledSet set,
        List<Scores> seeds,
        List<String> valueOfRow,
        Metric metric,
        ResamplingPlan plan,
        List<String> values) {
      this.metric = metric;
      this.plan = plan;
      this.values = values;
      Units units = set.units(plan.unit());
      rows = seeds.stream().map(s -> new TallyRows(set, s, units, metric.ranked())).toList();
      valueOfUnit = new int[units.count()];
      for (int row = 0; row < units.rows(); row++) {
        valueOfUnit[units.of(row)] = values.indexOf(valueOfRow.get(row));
      }
    }

    /** Null if more than {@link Intervals#MOST_DROPPED} of the permutations are undefined. */
    @Nullable Gap gap() {
      double[] observed = points(valueOfUnit, tallies());
      int highest = 0;
      int lowest = 0;
      for (int g = 1; g < observed.length; g++) {
        highest = observed[g] > observed[highest] ? g : highest;
        lowest = observed[g] < observed[lowest] ? g : lowest;
      }
      double size = observed[highest] - observed[lowest];
      double[] sizes =
          IntStream.range(0, plan.resamples()).parallel().mapToDouble(this::gapOf).toArray();
      int defined = (int) Arrays.stream(sizes).filter(s -> !Double.isNaN(s)).count();
      if (plan.resamples() - defined > Intervals.MOST_DROPPED * plan.resamples()) {
        return null;
      }
      long as = Arrays.stream(sizes).filter(s -> s >= size - 1e-12).count();
      return new Gap(
          values.get(highest), values.get(lowest), size, (1.0 + as) / (1.0 + defined), defined);
    }

    private List<SummedTally> tallies() {
      return rows.stream().map(TallyRows::tally).toList();
    }

    /** The largest gap in one permutation; NaN if it is undefined in a group. */
    private double gapOf(int number) {
      CounterRandom random = CounterRandom.of(plan.seed(), CounterRandom.Use.PERMUTATION, number);
      int[] permuted = valueOfUnit.clone();
      int[] places =
          IntStream.range(0, permuted.length).filter(unit -> permuted[unit] >= 0).toArray();
      // Fisher and Yates, over the units that have a compared value
      for (int i = places.length - 1; i > 0; i--) {
        int other = random.below(i + 1, i);
        int kept = permuted[places[i]];
        permuted[places[i]] = permuted[places[other]];
        permuted[places[other]] = kept;
      }
      double[] points = points(permuted, tallies());
      double most = Double.NEGATIVE_INFINITY;
      double least = Double.POSITIVE_INFINITY;
      for (double point : points) {
        if (Double.isNaN(point)) {
          return Double.NaN;
        }
        most = Math.max(most, point);
        least = Math.min(least, point);
      }
      return most - least;
    }

    private double[] points(int[] permuted, List<SummedTally> tallies) {
      double[] points = new double[values.size()];
      Weights weights = new Weights(permuted.length, points.length);
      for (int unit = 0; unit < permuted.length; unit++) {
        if (permuted[unit] >= 0) {
          weights.increment(unit, permuted[unit]);
        }
      }
      for (SummedTally tally : tallies) {
        tally.weigh(weights);
        for (int g = 0; g < points.length; g++) {
          tally.lane(g);
          points[g] += metric.raw(tally) / tallies.size();
        }
      }
      return points;
    }
  }
}
