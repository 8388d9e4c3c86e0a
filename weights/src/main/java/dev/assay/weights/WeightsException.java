// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Actor;

/**
 * A weights file that cannot be used. The message names the file, the key and what was expected.
 */
public final class WeightsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Actor actor;

  public WeightsException(Actor actor, String message) {
    super(message);
    this.actor = actor;
  }

  /** A file the user must replace or describe. */
  public static WeightsException user(String message) {
    return new WeightsException(Actor.USER, message);
  }

  /** Who must act: nearly always the user, who chose the file. */
  public Actor actor() {
    return actor;
  }
}
