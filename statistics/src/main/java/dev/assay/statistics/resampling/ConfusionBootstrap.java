// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.Tally;
import dev.assay.statistics.random.BinomialDraw;
import dev.assay.statistics.random.CounterRandom;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.stream.IntStream;

/**
 * The bootstrap of one model by the entries of its confusion matrix, for independent images and
 * metrics of counts. Resampling n images with replacement makes the entries multinomial; they are
 * drawn one after the other, each binomial given those before (L. Devroye, Non-Uniform Random
 * Variate Generation, 1986, XI.1.4), so that a resample costs as much as there are entries, not
 * images. The distribution is that of {@link Bootstrap}; the resamples differ, so two models are
 * not paired.
 */
public final class ConfusionBootstrap {
  private static final int BLOCK = 256;

  private final LabelledSet set;
  private final ResamplingPlan plan;
  private final int[] entries;
  private final double[] shareOfRest;
  private final double[] logFactorials;

  /**
   * @throws IllegalArgumentException if groups with several images are to be drawn whole, or if the
   *     plan is stratified or not multinomial
   */
  public ConfusionBootstrap(LabelledSet set, Scores scores, ResamplingPlan plan) {
    scores.mustFit(set);
    if (plan.unit() == ResamplingUnit.GROUP && set.groups().count() < set.rows()) {
      throw new IllegalArgumentException("entries can be drawn only if images are independent");
    }
    if (plan.stratified() || plan.scheme() instanceof ResamplingPlan.Scheme.Poisson) {
      throw new IllegalArgumentException(
          "entries are drawn by the multinomial plan without strata");
    }
    this.set = set;
    this.plan = plan;
    int classes = set.classCount();
    int[] counts = new int[classes * classes];
    for (int row = 0; row < set.rows(); row++) {
      counts[set.truth(row) * classes + scores.predicted(row)]++;
    }
    entries = IntStream.range(0, counts.length).filter(entry -> counts[entry] > 0).toArray();
    shareOfRest = new double[entries.length];
    int rest = set.rows();
    for (int i = 0; i < entries.length; i++) {
      shareOfRest[i] = (double) counts[entries[i]] / rest;
      rest -= counts[entries[i]];
    }
    logFactorials = BinomialDraw.logFactorials(set.rows());
  }

  /**
   * @throws IllegalStateException if a metric needs more than the confusion matrix
   */
  public Map<Metric, Replicates> replicates(SequencedCollection<Metric> metrics) {
    List<Metric> wanted = List.copyOf(metrics);
    double[][] values = new double[wanted.size()][plan.resamples()];
    IntStream.range(0, (plan.resamples() + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(block -> fill(block, wanted, values));
    Map<Metric, Replicates> result = new EnumMap<>(Metric.class);
    for (int m = 0; m < values.length; m++) {
      result.put(wanted.get(m), new Replicates(values[m]));
    }
    return result;
  }

  private void fill(int block, List<Metric> metrics, double[][] values) {
    Tally tally = new Tally(set.classes(), set.positive());
    long[] matrix = new long[set.classCount() * set.classCount()];
    int end = Math.min(plan.resamples(), (block + 1) * BLOCK);
    for (int b = block * BLOCK; b < end; b++) {
      CounterRandom random = CounterRandom.of(plan.seed(), CounterRandom.Use.ENTRIES, b);
      BinomialDraw draw = new BinomialDraw(logFactorials, random);
      Arrays.fill(matrix, 0);
      int left = set.rows();
      for (int i = 0; i < entries.length && left > 0; i++) {
        int drawn = draw.next(left, shareOfRest[i]);
        matrix[entries[i]] = drawn;
        left -= drawn;
      }
      tally.load(matrix);
      for (int m = 0; m < values.length; m++) {
        values[m][b] = metrics.get(m).raw(tally);
      }
    }
  }
}
