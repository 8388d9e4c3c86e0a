// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.Schedule;

/**
 * The learning rate of each step: constant, or a linear rise to the recipe's rate and then half a
 * cosine down (Loshchilov and Hutter, arXiv:1608.03983). With w steps of rise among n in all
 *
 * <pre>
 * t &lt; w: rate * (t + 1) / (w + 1)
 * else:  last + (rate - last) * (1 + cos(pi * (t - w) / (n - w))) / 2
 * </pre>
 *
 * which is PyTorch's {@code LinearLR(1 / (w + 1), total_iters=w)} followed by {@code
 * CosineAnnealingLR(n - w, last)}.
 *
 * @param peak the recipe's rate
 * @param last where the cosine ends
 * @param warmup number of steps of the rise
 * @param steps in all
 * @param constant whether there is no schedule
 */
record LearningRate(double peak, double last, long warmup, long steps, boolean constant) {

  /**
   * @param stepsPerEpoch at least 1
   */
  static LearningRate of(Recipe recipe, long stepsPerEpoch) {
    Schedule schedule = recipe.schedule();
    long steps = recipe.epochs() * stepsPerEpoch;
    if (schedule == null) {
      return new LearningRate(recipe.learningRate(), recipe.learningRate(), 0, steps, true);
    }
    return new LearningRate(
        recipe.learningRate(),
        schedule.finalLearningRate(),
        schedule.warmupEpochs() * stepsPerEpoch,
        steps,
        false);
  }

  /**
   * @param step from 0
   */
  double at(long step) {
    if (constant) {
      return peak;
    }
    if (step < warmup) {
      return peak * (step + 1) / (warmup + 1);
    }
    // StrictMath: the same bits on every machine.
    double cosine = StrictMath.cos(Math.PI * (step - warmup) / (steps - warmup));
    return last + (peak - last) * (1 + cosine) / 2;
  }
}
