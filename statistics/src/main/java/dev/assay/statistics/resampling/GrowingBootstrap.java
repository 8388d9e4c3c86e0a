// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import dev.assay.statistics.metrics.GrowingSums;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.SummedTally;
import dev.assay.statistics.metrics.Weights;
import dev.assay.statistics.resampling.ResamplingPlan.Scheme;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;

/**
 * The bootstrap of one model on a test set that grows. With Poisson weights a resample's sums are
 * those of the old rows plus those of the new, so that appending costs the new rows only; rank
 * metrics merge the new rows into the sorted old ones. Every number is the one that {@link
 * Bootstrap#of} finds on the whole set at once, to the last bit. Not safe for several threads.
 */
public final class GrowingBootstrap {
  private final ResamplingPlan plan;
  private final String lineage;
  private final GrowingSums sums;
  private final List<String> groups = new ArrayList<>();
  private long weightsDrawn;

  /**
   * @param like a set with the classes of those to come; its rows are not added
   * @param plan with the Poisson scheme
   * @throws IllegalArgumentException if it has another scheme
   */
  public GrowingBootstrap(LabelledSet like, ResamplingPlan plan) {
    if (!(plan.scheme() instanceof Scheme.Poisson poisson)) {
      throw new IllegalArgumentException("only the poisson scheme lets a set grow");
    }
    this.plan = plan;
    this.lineage = poisson.lineage();
    sums = new GrowingSums(like, plan.resamples());
  }

  /**
   * Adds further rows, of new groups or of old ones.
   *
   * @throws IllegalArgumentException if the classes are not the same
   */
  public void append(LabelledSet set, Scores scores) {
    PoissonDraws draws = new PoissonDraws(lineage, plan.seed(), set.groups().names());
    sums.append(set, scores, (weights, first, end) -> draws.units(first, weights));
    weightsDrawn += (long) set.groups().count() * plan.resamples();
    groups.addAll(set.groups().names());
  }

  /** The cost of appending so far: one draw per appended group and replicate. */
  long weightsDrawn() {
    return weightsDrawn;
  }

  /** The distributions over all rows added so far. */
  public Map<Metric, Replicates> replicates(SequencedCollection<Metric> metrics) {
    List<Metric> wanted = List.copyOf(metrics);
    boolean ranked = wanted.stream().anyMatch(Metric::ranked);
    GrowingSums.Tallies tallies = sums.tallies(ranked);
    List<String> drawn = ranked ? groups : List.of();
    PoissonDraws draws = new PoissonDraws(lineage, plan.seed(), drawn);
    double[][] values = new double[wanted.size()][plan.resamples()];
    Weights.forEachTile(
        drawn.size(),
        plan.resamples(),
        (weights, first, end) -> {
          draws.units(first, weights);
          SummedTally tally = tallies.of(weights, first);
          for (int b = first; b < end; b++) {
            tally.lane(b - first);
            for (int m = 0; m < values.length; m++) {
              values[m][b] = wanted.get(m).raw(tally);
            }
          }
        });
    Map<Metric, Replicates> result = new EnumMap<>(Metric.class);
    for (int m = 0; m < values.length; m++) {
      result.put(wanted.get(m), new Replicates(values[m]));
    }
    return result;
  }
}
