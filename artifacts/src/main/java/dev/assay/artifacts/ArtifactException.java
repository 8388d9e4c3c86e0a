// SPDX-License-Identifier: Apache-2.0
package dev.assay.artifacts;

import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import org.jspecify.annotations.Nullable;

/** A failure of the artifact store, and who must act on it. */
public sealed class ArtifactException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Actor actor;

  private ArtifactException(String message, Actor actor, @Nullable Throwable cause) {
    super(message, cause);
    this.actor = actor;
  }

  public Actor actor() {
    return actor;
  }

  /** The store does not have these bytes: the writer used another store, or files were lost. */
  public static final class Missing extends ArtifactException {
    private static final long serialVersionUID = 1L;

    public Missing(ArtifactRef ref, String where) {
      super(
          ref.uri()
              + " is not in "
              + where
              + "; check that every service has the same store (assay.artifacts.root, or the S3"
              + " bucket)",
          Actor.OPERATOR,
          null);
    }
  }

  /** The bytes are there but are not the ones that were put. */
  public static final class Corrupt extends ArtifactException {
    private static final long serialVersionUID = 1L;

    public Corrupt(ArtifactRef ref, String where, String found) {
      super(
          where
              + " is damaged: expected "
              + ref.uri()
              + " of "
              + ref.size()
              + " bytes, found "
              + found
              + "; delete the file and run again what made it, or restore it from a backup",
          Actor.OPERATOR,
          null);
    }
  }

  /** The disk is full, read-only, not mounted or failing. */
  public static final class Unavailable extends ArtifactException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message, Throwable cause) {
      super(message, Actor.OPERATOR, cause);
    }
  }

  /** The file or stream that was to be put could not be read. */
  public static final class Unreadable extends ArtifactException {
    private static final long serialVersionUID = 1L;

    public Unreadable(String what, Throwable cause) {
      super("cannot read " + what + " to store it: " + cause.getMessage(), Actor.USER, cause);
    }
  }
}
