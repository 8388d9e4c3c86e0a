// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.Actor;
import org.jspecify.annotations.Nullable;

/**
 * The stored files do not give metrics. The message is for a table: it names no path, no image and
 * no patient.
 */
public final class Unusable extends Exception {
  private static final long serialVersionUID = 1L;
  private final Actor actor;
  private final boolean passing;

  Unusable(String reason, Actor actor, boolean passing, @Nullable Throwable cause) {
    super(reason, cause);
    this.actor = actor;
    this.passing = passing;
  }

  /** A file that another part of Assay should not have written. */
  static Unusable contradiction(String reason) {
    return new Unusable(reason, Actor.DEVELOPER, false, null);
  }

  /** A request for what is not computed. */
  public static Unusable asked(String reason) {
    return new Unusable(reason, Actor.USER, false, null);
  }

  /** Who must act. */
  public Actor actor() {
    return actor;
  }

  /** Whether a later attempt could end differently. */
  public boolean passing() {
    return passing;
  }
}
