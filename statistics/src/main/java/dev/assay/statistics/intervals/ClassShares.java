// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.List;

/** Shares of a class's images, or of the decisions for it, with the images that they are worth. */
final class ClassShares {
  private final LabelledSet set;
  private final ResamplingPlan plan;
  private final Units units;
  private final List<Scores> seeds;

  ClassShares(LabelledSet set, List<Scores> seeds, ResamplingPlan plan) {
    this.set = set;
    this.plan = plan;
    this.units = set.units(plan.unit());
    this.seeds = seeds;
  }

  /**
   * @param value mean over the seeds
   * @param effective {@link EffectiveImages}, mean over the seeds; 0 if there is no image
   */
  record Share(double value, double effective) {}

  /** Of a class's images, those decided rightly. */
  Share recall(int c) {
    return share(c, true);
  }

  /** Of the images decided to be of a class, those that are. */
  Share precision(int c) {
    return share(c, false);
  }

  private Share share(int c, boolean ofTruth) {
    double value = 0;
    double effective = 0;
    for (Scores scores : seeds) {
      double[] right = new double[units.count()];
      double[] images = new double[units.count()];
      double hits = 0;
      double all = 0;
      for (int row = 0; row < set.rows(); row++) {
        if ((ofTruth ? set.truth(row) : scores.predicted(row)) == c) {
          boolean agrees = set.truth(row) == scores.predicted(row);
          images[units.of(row)]++;
          right[units.of(row)] += agrees ? 1 : 0;
          hits += agrees ? 1 : 0;
          all++;
        }
      }
      value += all == 0 ? 0 : hits / all / seeds.size();
      effective += EffectiveImages.of(right, images, plan.confidence()) / seeds.size();
    }
    return new Share(Math.min(1, value), effective);
  }

  /** Wilson's interval of a share. */
  Binomial.Bounds wilson(Share share) {
    return Binomial.WILSON.of(share.value(), share.effective(), plan.confidence());
  }
}
