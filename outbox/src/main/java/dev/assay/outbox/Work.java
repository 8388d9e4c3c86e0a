// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.util.List;

/**
 * What a service does under a lease. A bean that implements this makes the {@link WorkLoop} run.
 */
public interface Work {
  /**
   * Does the work. Results are written by the returned {@link Result} alone, never here.
   *
   * @param stop asks for an early end
   * @throws WorkFailure when the attempt failed; any other exception counts as a failure that
   *     another attempt may not have
   * @throws InterruptedException when the process has no more time
   */
  Result run(Lease lease, StopSignal stop) throws WorkFailure, InterruptedException;

  /** Announces a permanent failure to its requesters, in the transaction that records it. */
  void failedPermanently(PermanentFailure work);

  /** The outcome of a run. */
  interface Result {
    /**
     * Writes the outcome and announces it to the requesters, in the transaction that completes the
     * work. Called only if the lease still counts, and again if that transaction is tried again.
     */
    void commit(List<Request> requests);

    /** Called after the commit: what was kept for another attempt can be deleted. */
    default void afterwards() {}
  }
}
