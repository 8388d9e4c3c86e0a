package dev.assay.statistics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One-level bootstrap of a test set: in each replicate, units are drawn with replacement and the
 * metric is computed on the images of the drawn units. Never a bootstrap of bootstrap means.
 *
 * <p>A replicate draws the units once for all scores and all metrics. The work is spread over the
 * threads of the pool it is called in (the common pool by default); the result does not depend on
 * how many there are.
 */
public final class Bootstrap {
  /** Replicates per task: enough to hide the cost of a task, few enough to spread. */
  private static final int BLOCK = 64;

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

  /** As the plan says. */
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
  Replicates distribution(ToDoubleFunction<Tally> statistic, Scores scores) {
    TallyRows rows = new TallyRows(set, scores, units, false);
    double[] values = new double[resamples];
    IntStream.range(0, (resamples + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(
            block -> {
              int[] weights = new int[units.count()];
              WeightedTally tally = new WeightedTally(rows);
              int end = Math.min(resamples, (block + 1) * BLOCK);
              for (int b = block * BLOCK; b < end; b++) {
                draws.units(b, weights);
                tally.weigh(weights);
                values[b] = statistic.applyAsDouble(tally);
              }
            });
    return new Replicates(values);
  }

  /**
   * The distributions of the mean over the seeds of a cell. In each replicate all seeds meet the
   * same resample.
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
    IntStream.range(0, (resamples + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(block -> fill(block, wanted, rows, resampleSeeds, values));
    Map<Metric, Replicates> result = new EnumMap<>(Metric.class);
    for (int m = 0; m < values.length; m++) {
      result.put(wanted.get(m), new Replicates(values[m]));
    }
    return result;
  }

  private void fill(
      int block,
      List<Metric> metrics,
      List<TallyRows> rows,
      boolean resampleSeeds,
      double[][] values) {
    int[] unitWeights = new int[units.count()];
    int[] seedWeights = new int[rows.size()];
    Arrays.fill(seedWeights, 1);
    List<WeightedTally> tallies = rows.stream().map(WeightedTally::new).toList();
    int end = Math.min(resamples, (block + 1) * BLOCK);
    for (int b = block * BLOCK; b < end; b++) {
      draws.units(b, unitWeights);
      if (resampleSeeds) {
        draws.seeds(b, seedWeights);
      }
      for (int s = 0; s < seedWeights.length; s++) {
        if (seedWeights[s] == 0) {
          continue;
        }
        WeightedTally tally = tallies.get(s);
        tally.weigh(unitWeights);
        for (int m = 0; m < values.length; m++) {
          values[m][b] += seedWeights[s] * metrics.get(m).raw(tally);
        }
      }
      for (double[] ofMetric : values) {
        ofMetric[b] /= seedWeights.length;
      }
    }
  }
}
