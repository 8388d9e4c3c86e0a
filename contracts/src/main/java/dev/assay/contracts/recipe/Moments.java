// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import dev.assay.contracts.Check;

/**
 * Decay rates of the optimizer's running means and the constant that keeps its denominator from
 * zero.
 *
 * @param beta1 of the gradient, in [0, 1)
 * @param beta2 of its square, in [0, 1)
 * @param epsilon positive
 */
public record Moments(double beta1, double beta2, double epsilon) {
  /** Kingma and Ba's, and PyTorch's. */
  public static final Moments STANDARD = new Moments(0.9, 0.999, 1e-8);

  public Moments {
    Check.within("recipe.beta1", beta1, 0, Math.nextDown(1.0));
    Check.within("recipe.beta2", beta2, 0, Math.nextDown(1.0));
    Check.within("recipe.epsilon", epsilon, Double.MIN_NORMAL, 1);
  }
}
