// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An attempt at a piece of work failed. The message is the reason, which a person will read. */
public final class WorkFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private static final List<String> FULL =
      List.of("No space left on device", "Disk quota exceeded", "could not extend file");

  private final String actor;
  private final boolean retryable;

  /**
   * @param cause for which the work is tried again without counting, if it is a full disk
   */
  public WorkFailure(String reason, String actor, boolean retryable, Throwable cause) {
    super(reason, cause);
    this.actor = actor;
    this.retryable = retryable;
  }

  /**
   * @param actor who must act, in the words of the service; stored with the row
   * @param retryable whether another attempt could succeed
   */
  public WorkFailure(String reason, String actor, boolean retryable) {
    super(reason);
    this.actor = actor;
    this.retryable = retryable;
  }

  /**
   * Whether the disk was full. Nothing is wrong with the work then, and it waits for space instead
   * of using up its attempts. The texts are those of the operating system in the locale C, which
   * services and their children have, and of PostgreSQL.
   */
  boolean isForLackOfSpace() {
    for (@Nullable Throwable t = this; t != null; t = t.getCause()) {
      String text = String.valueOf(t.getMessage());
      if (FULL.stream().anyMatch(text::contains)) {
        return true;
      }
    }
    return false;
  }

  public String actor() {
    return actor;
  }

  public boolean retryable() {
    return retryable;
  }
}
