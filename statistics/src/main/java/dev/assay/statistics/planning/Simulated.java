// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

import dev.assay.statistics.comparison.AdjustedBy;
import dev.assay.statistics.comparison.ComparisonPlan;
import dev.assay.statistics.comparison.ContrastResult;
import dev.assay.statistics.comparison.Family;
import dev.assay.statistics.comparison.Margin;
import dev.assay.statistics.comparison.ModelComparison;
import dev.assay.statistics.comparison.Verdict;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the intervals and tests of this library give in drawn test sets.
 *
 * @param value mean width of the sets that have an interval, or share of all sets with the finding
 * @param standardError of the value, from the number of sets: the Monte Carlo error
 * @param sets that were drawn
 * @param without share of them that have no interval or no test, because a class does not occur
 */
public record Simulated(double value, double standardError, int sets, double without) {
  /** Of the draws behind one interval: they are for the mean of many. */
  private static final int DRAWS = 1000;

  /**
   * @param sets at least 2
   */
  static Simulated of(
      Goal goal, Metric metric, Population population, int patients, int sets, long seed) {
    double[] values =
        IntStream.range(0, sets)
            .parallel()
            .mapToDouble(
                i -> {
                  Population.Drawn drawn = population.draw(patients, seed, i);
                  return switch (goal) {
                    case Goal.Width width -> width(drawn, metric, width, seed + i);
                    case Goal.Finding finding -> found(drawn, metric, finding, seed + i);
                  };
                })
            .toArray();
    double[] given = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    double without = 1 - (double) given.length / sets;
    if (goal instanceof Goal.Finding) {
      double share = Arrays.stream(given).sum() / sets;
      // of a share of 0 or 1 the error is not 0
      double mild = (share * sets + 1) / (sets + 2);
      return new Simulated(share, Math.sqrt(mild * (1 - mild) / sets), sets, without);
    }
    double mean = Arrays.stream(given).average().orElse(1);
    double squares = Arrays.stream(given).map(v -> (v - mean) * (v - mean)).sum();
    double error = given.length < 2 ? 1 : Math.sqrt(squares / (given.length - 1.0) / given.length);
    return new Simulated(mean, error, sets, without);
  }

  private static double width(Population.Drawn drawn, Metric metric, Goal.Width goal, long seed) {
    LabelledSet set = drawn.set();
    List<Scores> seeds = List.copyOf(drawn.cells().get(0).seeds().values());
    double point = 0;
    for (Scores scores : seeds) {
      OptionalDouble of = metric.of(set, scores).number();
      if (of.isEmpty()) {
        return Double.NaN;
      }
      point += of.getAsDouble() / seeds.size();
    }
    IntervalEstimate found =
        new Intervals(set, plan(goal.confidence(), seed))
            .of(Map.of(metric, point), seeds)
            .intervals()
            .get(metric);
    return found instanceof IntervalEstimate.Interval interval
        ? interval.upper() - interval.lower()
        : Double.NaN;
  }

  private static ResamplingPlan plan(double confidence, long seed) {
    return new ResamplingPlan(DRAWS, confidence, ResamplingUnit.GROUP, seed)
        .with(ResamplingPlan.Method.PER_METRIC);
  }

  /** 1 if it was found, 0 if not, NaN without a test. */
  private static double found(Population.Drawn drawn, Metric metric, Goal.Finding goal, long seed) {
    ComparisonPlan plan =
        ComparisonPlan.of(metric, new Family.AllPairs(), plan(0.95, seed))
            .with(AdjustedBy.BONFERRONI)
            .withAlpha(goal.alpha());
    double margin = 0;
    if (goal instanceof Goal.NotInferior not) {
      margin = not.margin();
    } else if (goal instanceof Goal.Equivalent same) {
      margin = same.margin();
    }
    if (margin > 0) {
      plan = plan.withMargin(margin);
    }
    List<ContrastResult> rows =
        ModelComparison.of(drawn.set(), drawn.cells(), plan, Set.of()).primary().contrasts();
    if (rows.isEmpty() || rows.get(0).verdict() == Verdict.UNTESTABLE) {
      return Double.NaN;
    }
    ContrastResult row = rows.get(0);
    Margin tests = row.margin();
    boolean declared =
        switch (goal) {
          case Goal.Difference ignored -> row.verdict() == Verdict.FIRST_BETTER;
          case Goal.NotInferior ignored ->
              tests != null && tests.interval().lower() > -tests.margin();
          case Goal.Equivalent ignored ->
              tests != null
                  && tests.interval().lower() > -tests.margin()
                  && tests.interval().upper() < tests.margin();
        };
    return declared ? 1 : 0;
  }
}
