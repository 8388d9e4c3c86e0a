// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

/** An attempt at a piece of work failed. The message is the reason, which a person will read. */
public final class WorkFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final String actor;
  private final boolean retryable;

  /**
   * @param actor who must act, in the words of the service; stored with the row
   * @param retryable whether another attempt could succeed
   */
  public WorkFailure(String reason, String actor, boolean retryable) {
    super(reason);
    this.actor = actor;
    this.retryable = retryable;
  }

  public String actor() {
    return actor;
  }

  public boolean retryable() {
    return retryable;
  }
}
