// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.SummedTally;
import dev.assay.statistics.metrics.Tally;
import dev.assay.statistics.metrics.TallyRows;
import dev.assay.statistics.metrics.Weights;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.function.ToDoubleFunction;

/**
 * One-level bootstrap of a test set: in each replicate, units are drawn with replacement and the
 * metric is computed on the images of the drawn units. It is never a bootstrap of bootstrap means.
 *
 * <p>A replicate draws the units once for all scores and all metrics. The work is spread over the
 * threads of the pool it is called in (the common pool by default); the result does not depend on
 * how many there are.
 */
public final class Bootstrap {
  private final LabelledSet set;
  private final Units units;
  private final Draws draws;
  private final int resamples;

  private Bootstrap(LabelledSet set, Units units, Draws draws, int resamples) {
    this.set = set;
    this.units = units;
    this.draws = draws;
    this.resamples = resamples;
  }

  /** The bootstrap that the plan describes. */
  public static Bootstrap of(LabelledSet set, ResamplingPlan plan) {
    if (plan.stratified()) {
      return stratifiedByClass(set, plan);
    }
    if (plan.scheme() instanceof ResamplingPlan.Scheme.Poisson poisson) {
      Units groups = set.groups();
      PoissonDraws draws = new PoissonDraws(poisson.lineage(), plan.seed(), groups.names());
      return new Bootstrap(set, groups, draws, plan.resamples());
    }
    return simple(set, plan);
  }

  /** Draws from all units alike. */
  public static Bootstrap simple(LabelledSet set, ResamplingPlan plan) {
    Units units = set.units(plan.unit());
    return new Bootstrap(set, units, MultinomialDraws.simple(plan.seed(), units), plan.resamples());
  }

  /** Draws within each class, so that no class is lost in a replicate. */
  public static Bootstrap stratifiedByClass(LabelledSet set, ResamplingPlan plan) {
    Units units = set.units(plan.unit());
    return new Bootstrap(
        set, units, MultinomialDraws.stratified(plan.seed(), set, units), plan.resamples());
  }

  /** The distribution of one model's metric. */
  public Replicates replicates(Metric metric, Scores scores) {
    return replicates(List.of(metric), List.of(scores), false).values().iterator().next();
  }

  /** The distribution of a number that follows from the counts of one model. */
  public Replicates distribution(ToDoubleFunction<Tally> statistic, Scores scores) {
    TallyRows rows = new TallyRows(set, scores, units, false);
    double[] values = new double[resamples];
    Weights.forEachTile(
        units.count(),
        resamples,
        (weights, first, end) -> {
          SummedTally tally = rows.tally();
          draws.units(first, weights);
          tally.weigh(weights);
          for (int b = first; b < end; b++) {
            tally.lane(b - first);
            values[b] = statistic.applyAsDouble(tally);
          }
        });
    return new Replicates(values);
  }

  /**
   * The distributions of the mean over the seeds of a cell. Each replicate draws the same resample
   * for all seeds.
   *
   * @param seeds the scores of each training seed
   * @param resampleSeeds whether the seeds, too, are drawn with replacement in each replicate
   */
  public Map<Metric, Replicates> replicates(
      SequencedCollection<Metric> metrics, List<Scores> seeds, boolean resampleSeeds) {
    List<Metric> wanted = List.copyOf(metrics);
    boolean ranked = wanted.stream().anyMatch(Metric::ranked);
    List<TallyRows> rows =
        seeds.stream().map(scores -> new TallyRows(set, scores, units, ranked)).toList();
    double[][] values = new double[wanted.size()][resamples];
    Weights.forEachTile(
        units.count(),
        resamples,
        (weights, first, end) -> fill(weights, first, end, wanted, rows, resampleSeeds, values));
    Map<Metric, Replicates> result = new EnumMap<>(Metric.class);
    for (int m = 0; m < values.length; m++) {
      result.put(wanted.get(m), new Replicates(values[m]));
    }
    return result;
  }

  private void fill(
      Weights unitWeights,
      int first,
      int end,
      List<Metric> metrics,
      List<TallyRows> rows,
      boolean resampleSeeds,
      double[][] values) {
    draws.units(first, unitWeights);
    int[][] seedWeights = new int[end - first][rows.size()];
    for (int lane = 0; lane < seedWeights.length; lane++) {
      if (resampleSeeds) {
        draws.seeds(first + lane, seedWeights[lane]);
      } else {
        Arrays.fill(seedWeights[lane], 1);
      }
    }
    for (int s = 0; s < rows.size(); s++) {
      SummedTally tally = rows.get(s).tally();
      tally.weigh(unitWeights);
      for (int lane = 0; lane < seedWeights.length; lane++) {
        int times = seedWeights[lane][s];
        if (times == 0) {
          continue;
        }
        tally.lane(lane);
        for (int m = 0; m < values.length; m++) {
          values[m][first + lane] += times * metrics.get(m).raw(tally);
        }
      }
    }
    for (double[] ofMetric : values) {
      for (int b = first; b < end; b++) {
        ofMetric[b] /= rows.size();
      }
    }
  }
}
