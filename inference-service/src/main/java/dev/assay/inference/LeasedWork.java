// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.outbox.Lease;
import dev.assay.outbox.PermanentFailure;
import dev.assay.outbox.StopSignal;
import dev.assay.outbox.Work;
import dev.assay.outbox.WorkFailure;
import jakarta.enterprise.context.ApplicationScoped;

/** What this service does under a lease: it scores models, and explains images for people. */
@ApplicationScoped
public class LeasedWork implements Work {
  private final ScoringWork scorings;
  private final ExplanationWork explanations;

  LeasedWork(ScoringWork scorings, ExplanationWork explanations) {
    this.scorings = scorings;
    this.explanations = explanations;
  }

  @Override
  public Result run(Lease lease, StopSignal stop) throws WorkFailure, InterruptedException {
    return ExplanationJob.isKey(lease.workKey())
        ? explanations.run(lease, stop)
        : scorings.run(lease, stop);
  }

  @Override
  public void failedPermanently(PermanentFailure work) {
    // Whoever wants an explanation asks how it stands, and nobody is told.
    if (!ExplanationJob.isKey(work.workKey())) {
      scorings.failedPermanently(work);
    }
  }
}
