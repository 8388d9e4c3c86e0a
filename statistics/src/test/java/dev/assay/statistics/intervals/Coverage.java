// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.TestSets;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Bootstrap;
import dev.assay.statistics.resampling.Jackknife;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How often intervals of simulated test sets cover the true value. */
final class Coverage {
  private Coverage() {}

  /** Ways to an interval. */
  enum Method {
    PERCENTILE("percentile"),
    PERCENTILE_OF_IMAGES("percentile, images drawn"),
    BCA("BCa"),
    LOGIT_T("logit t"),
    WILSON("Wilson, effective images"),
    CHOSEN("what Assay prints"),
    /** The original study's: a bootstrap of the mean of the bootstrap values. */
    BOOTSTRAP_OF_MEANS("bootstrap of bootstrap means");

    private final String label;

    Method(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * @param given share of the sets that had an interval
   * @param covered share of those whose interval covers the true value
   */
  record Result(double given, double covered) {}

  static Map<Method, Result> of(
      Simulation simulation, int sets, int resamples, List<Method> methods) {
    int[][] outcomes =
        IntStream.range(0, sets)
            .parallel()
            .mapToObj(i -> outcomes(simulation, i, resamples, methods))
            .toArray(int[][]::new);
    Map<Method, Result> results = new EnumMap<>(Method.class);
    for (int m = 0; m < methods.size(); m++) {
      int given = 0;
      int covered = 0;
      for (int[] outcome : outcomes) {
        given += outcome[m] >= 0 ? 1 : 0;
        covered += Math.max(0, outcome[m]);
      }
      results.put(
          methods.get(m),
          new Result((double) given / sets, given == 0 ? 0 : covered / (double) given));
    }
    return results;
  }

  /** For each method 1 if the interval covers the true value, 0 if not, -1 without an interval. */
  private static int[] outcomes(
      Simulation simulation, int number, int resamples, List<Method> methods) {
    TestSets.Case drawn = simulation.draw(1_000_003L * number + 17);
    Analysis set = new Analysis(drawn, simulation.metric(), resamples, number);
    return methods.stream()
        .mapToInt(
            method -> {
              Binomial.@Nullable Bounds bounds = set.bounds(method);
              return bounds == null
                  ? -1
                  : bounds.lower() <= simulation.truth() && simulation.truth() <= bounds.upper()
                      ? 1
                      : 0;
            })
        .toArray();
  }

  private static final class Analysis {
    private final TestSets.Case drawn;
    private final Metric metric;
    private final ResamplingPlan plan;
    private final Estimate point;

    Analysis(TestSets.Case drawn, Metric metric, int resamples, long seed) {
      this.drawn = drawn;
      this.metric = metric;
      this.plan = new ResamplingPlan(resamples, 0.95, ResamplingUnit.GROUP, seed);
      this.point = metric.of(drawn.set(), drawn.scores());
    }

    Binomial.@Nullable Bounds bounds(Method method) {
      if (!(point instanceof Estimate.Value value)) {
        return null;
      }
      return switch (method) {
        case PERCENTILE -> percentile(plan);
        case PERCENTILE_OF_IMAGES ->
            percentile(
                new ResamplingPlan(plan.resamples(), 0.95, ResamplingUnit.IMAGE, plan.seed()));
        case BCA -> bca(value.value());
        case LOGIT_T -> logit(value.value());
        case WILSON -> {
          double n = DesignEffect.of(drawn.set(), drawn.scores()).effectiveImages();
          yield Binomial.WILSON.of(value.value(), n, 0.95);
        }
        case CHOSEN -> chosen(value.value());
        case BOOTSTRAP_OF_MEANS -> {
          Replicates r = replicates(plan);
          double half = 1.96 * r.standardError() / Math.sqrt(r.count());
          yield new Binomial.Bounds(r.mean() - half, r.mean() + half);
        }
      };
    }

    private Replicates replicates(ResamplingPlan how) {
      return Bootstrap.of(drawn.set(), how).replicates(metric, drawn.scores());
    }

    private Jackknife jackknife() {
      return Jackknife.of(
              drawn.set(), drawn.set().groups(), List.of(metric), List.of(drawn.scores()))
          .get(metric);
    }

    private Binomial.@Nullable Bounds percentile(ResamplingPlan how) {
      Replicates r = replicates(how);
      return r.defined() == 0 ? null : new Binomial.Bounds(r.quantile(0.025), r.quantile(0.975));
    }

    private Binomial.@Nullable Bounds bca(double value) {
      return switch (Bca.MID_TIES.of(replicates(plan), value, jackknife(), 0.95)) {
        case Bca.Result.Ends ends -> new Binomial.Bounds(ends.lower(), ends.upper());
        case Bca.Result.Undefined undefined -> null;
      };
    }

    private Binomial.@Nullable Bounds logit(double value) {
      double error = jackknife().standardError();
      return value > 0 && value < 1 && error > 0
          ? LogitT.of(value, error, drawn.set().groups().count(), 0.95)
          : null;
    }

    private Binomial.@Nullable Bounds chosen(double value) {
      IntervalEstimate estimate =
          new Intervals(drawn.set(), plan)
              .of(Map.of(metric, value), List.of(drawn.scores()))
              .intervals()
              .get(metric);
      return estimate instanceof IntervalEstimate.Interval interval
          ? new Binomial.Bounds(interval.lower(), interval.upper())
          : null;
    }
  }
}
