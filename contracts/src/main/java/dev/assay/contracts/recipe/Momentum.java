// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import dev.assay.contracts.Check;

/**
 * How gradient descent keeps its direction: {@code v = momentum v + gradient}, and the step goes
 * along {@code v}, or with Nesterov along {@code gradient + momentum v}.
 *
 * @param momentum in [0, 1); 0 for none
 * @param nesterov needs momentum
 */
public record Momentum(double momentum, boolean nesterov) {
  /** What PyTorch's own training scripts use. */
  public static final Momentum STANDARD = new Momentum(0.9, false);

  public Momentum {
    Check.within("recipe.momentum", momentum, 0, Math.nextDown(1.0));
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("recipe.nesterov needs recipe.momentum above 0");
    }
  }
}
