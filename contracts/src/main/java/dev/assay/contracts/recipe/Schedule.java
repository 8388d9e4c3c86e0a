// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import dev.assay.contracts.Check;

/**
 * A linear warm-up to the peak learning rate, then a cosine decay to a final one.
 *
 * @param warmupEpochs epochs of the warm-up, 0 for none
 * @param finalLearningRate at the end of the cosine
 */
public record Schedule(int warmupEpochs, double finalLearningRate) {
  public Schedule {
    Check.atLeast("recipe.warmup-epochs", warmupEpochs, 0);
    Check.within("recipe.final-learning-rate", finalLearningRate, 0, Recipe.HIGHEST_RATE);
  }
}
