package dev.assay.outbox;

import java.util.List;

/**
 * What a service does with its leases: one bean that implements this makes the {@link WorkLoop}
 * run.
 */
public interface Work {
  /**
   * Does the work. Nothing that counts may be written here, but through what is returned.
   *
   * @param stop asks for an early end
   * @throws WorkFailure when it ended badly; any other exception counts as one that may pass
   * @throws InterruptedException when the process has no more time
   */
  Result run(Lease lease, StopSignal stop) throws WorkFailure, InterruptedException;

  /** Tells those who wait, in the transaction that gives up. */
  void giveUp(GivenUp work);

  /** The outcome of a run. */
  interface Result {
    /**
     * Writes the outcome and tells those who wait, in the transaction that completes the work.
     * Called only if the lease still counts, and again if that transaction is tried again.
     */
    void commit(List<Demand> demands);

    /** After the commit: what was kept for another attempt can go. */
    default void afterwards() {}
  }
}
