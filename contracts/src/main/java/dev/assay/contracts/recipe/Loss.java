// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import dev.assay.contracts.Check;
import java.util.List;

/**
 * The loss that replaces plain cross-entropy. Both settings change the meaning of probabilities, so
 * calibrated probabilities are stored in addition to those of the model.
 *
 * @param labelSmoothing share of the target that is spread over all classes, in [0, 1)
 * @param classWeights {@code none}, or {@code balanced}: images / (classes x images of the class)
 */
public record Loss(double labelSmoothing, String classWeights) {
  public static final List<String> CLASS_WEIGHTS = List.of("none", "balanced");
  static final Loss PLAIN = new Loss(0, "none");

  public Loss {
    Check.within("recipe.label-smoothing", labelSmoothing, 0, 0.9);
    Recipe.oneOf("recipe.class-weights", classWeights, CLASS_WEIGHTS);
  }
}
