// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a recipe calls better on validation, and when it has seen enough.
 *
 * @param lowerLossBreaksTies whether among epochs of the same accuracy the one of the lower loss is
 *     best, rather than the earliest
 * @param patience epochs without a better checkpoint of either kind after which training stops;
 *     empty: never
 */
record Choice(boolean lowerLossBreaksTies, Optional<Integer> patience) {

  static Choice of(Recipe recipe) {
    return new Choice("lower-loss".equals(recipe.ties()), Optional.ofNullable(recipe.patience()));
  }

  /** Whether the later epoch takes the place of the best one before it; equals do not. */
  boolean isBetter(Checkpoint which, Epoch later, Epoch best) {
    return switch (which) {
      case BEST_ACCURACY ->
          later.validationAccuracy() > best.validationAccuracy()
              || (lowerLossBreaksTies
                  && later.validationAccuracy() == best.validationAccuracy()
                  && later.validationLoss() < best.validationLoss());
      case BEST_LOSS -> later.validationLoss() < best.validationLoss();
    };
  }

  /**
   * @param history at least one epoch
   */
  Epoch best(Checkpoint which, List<Epoch> history) {
    Epoch best = history.getFirst();
    for (Epoch epoch : history) {
      best = isBetter(which, epoch, best) ? epoch : best;
    }
    return best;
  }

  /**
   * The checkpoints that an epoch becomes.
   *
   * @param history the epochs before it; the first becomes all of them
   */
  List<Checkpoint> improvedBy(Epoch done, List<Epoch> history) {
    return Arrays.stream(Checkpoint.values())
        .filter(which -> history.isEmpty() || isBetter(which, done, best(which, history)))
        .toList();
  }

  /** Whether another epoch is not worth it. */
  boolean isEnough(List<Epoch> history) {
    if (patience.isEmpty() || history.isEmpty()) {
      return false;
    }
    int lastImprovement = 0;
    for (Checkpoint which : Checkpoint.values()) {
      lastImprovement = Math.max(lastImprovement, best(which, history).epoch());
    }
    return history.getLast().epoch() - lastImprovement >= patience.get();
  }
}
