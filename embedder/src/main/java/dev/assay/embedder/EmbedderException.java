// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedder;

import dev.assay.contracts.Actor;

/** A failure whose message says who must act and how. */
final class EmbedderException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Actor actor;

  EmbedderException(Actor actor, String message) {
    super(message);
    this.actor = actor;
  }

  EmbedderException(Actor actor, String message, Throwable cause) {
    super(message, cause);
    this.actor = actor;
  }

  Actor actor() {
    return actor;
  }
}
