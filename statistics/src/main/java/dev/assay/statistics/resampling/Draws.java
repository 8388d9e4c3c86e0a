// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import dev.assay.statistics.metrics.Weights;
import dev.assay.statistics.random.CounterRandom;
import java.util.Arrays;

/** How often each unit counts in each replicate: a pure function of the plan and the replicate. */
interface Draws {
  /**
   * Sets the weight of each unit to the number of times it is drawn, in the replicate {@code first}
   * in lane 0, in the next one in lane 1 and so on.
   */
  void units(int first, Weights weights);

  /** The same for the training seeds of a cell, which are drawn with replacement. */
  void seeds(int replicate, int[] weights);

  /** As many as there are. */
  static void drawSeeds(long seed, int replicate, int[] weights) {
    Arrays.fill(weights, 0);
    CounterRandom random = CounterRandom.of(seed, CounterRandom.Use.SEEDS, replicate);
    for (int i = 0; i < weights.length; i++) {
      weights[random.below(weights.length, i)]++;
    }
  }
}
