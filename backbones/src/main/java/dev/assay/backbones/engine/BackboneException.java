// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.engine;

import dev.assay.contracts.Actor;

/** A training or a scoring that cannot go on, for a reason that is known. */
public final class BackboneException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Actor actor;

  public BackboneException(Actor actor, String message) {
    super(message);
    this.actor = actor;
  }

  /** Who must act. */
  public Actor actor() {
    return actor;
  }
}
