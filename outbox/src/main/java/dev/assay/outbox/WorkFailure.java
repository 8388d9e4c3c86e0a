package dev.assay.outbox;

/** An attempt at a piece of work ended badly, for a reason that a person will read. */
public final class WorkFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final String actor;
  private final boolean retryable;

  /**
   * @param actor who must act, in words of the service; kept with the row
   * @param retryable whether another attempt could end differently
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
