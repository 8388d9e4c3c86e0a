// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.inference.child.ScratchFolders;
import dev.assay.outbox.Lease;
import dev.assay.outbox.PermanentFailure;
import dev.assay.outbox.StopSignal;
import dev.assay.outbox.Work;
import dev.assay.outbox.WorkFailure;
import dev.assay.outbox.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;

/** What this service does under a lease: it scores models, and explains images for people. */
@ApplicationScoped
public class LeasedWork implements Work {
  private final ScoringWork scorings;
  private final ExplanationWork explanations;
  private final ScratchFolders scratch;
  private final WorkQueue queue;

  LeasedWork(
      ScoringWork scorings, ExplanationWork explanations, ScratchFolders scratch, WorkQueue queue) {
    this.scorings = scorings;
    this.explanations = explanations;
    this.scratch = scratch;
    this.queue = queue;
  }

  @Override
  public Result run(Lease lease, StopSignal stop) throws WorkFailure, InterruptedException {
    String key = lease.workKey();
    boolean explains = ExplanationJob.isKey(key);
    try {
      return explains ? explanations.run(lease, stop) : scorings.run(lease, stop);
    } finally {
      if (queue.status(key).isEmpty()) {
        // Erased meanwhile; the child may have written after its folder was deleted.
        scratch.forget(explains ? ExplanationJob.hash(key) : key);
      }
    }
  }

  @Override
  public void failedPermanently(PermanentFailure work) {
    // Whoever wants an explanation asks how it stands, and nobody is told.
    if (!ExplanationJob.isKey(work.workKey())) {
      scorings.failedPermanently(work);
    }
  }
}
