// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.contracts.Actor;
import dev.assay.outbox.Lease;
import dev.assay.outbox.PermanentFailure;
import dev.assay.outbox.StopSignal;
import dev.assay.outbox.Work;
import dev.assay.outbox.WorkFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;

/** The two kinds of work of this service, distinguished by their keys. */
@ApplicationScoped
public class ServiceWork implements Work {
  private final EvaluationWork evaluations;
  private final ComparisonWork comparisons;

  ServiceWork(EvaluationWork evaluations, ComparisonWork comparisons) {
    this.evaluations = evaluations;
    this.comparisons = comparisons;
  }

  @Override
  public Result run(Lease lease, StopSignal stop) throws WorkFailure {
    return ComparisonWork.owns(lease.workKey()) ? comparisons.run(lease) : evaluations.run(lease);
  }

  @Override
  public void failedPermanently(PermanentFailure work) {
    if (ComparisonWork.owns(work.workKey())) {
      comparisons.failedPermanently(work, actor(work));
    } else {
      evaluations.failedPermanently(work, actor(work));
    }
  }

  /** Workers that died report no actor: the operator must find out why. */
  private static Actor actor(PermanentFailure work) {
    return Optional.ofNullable(work.actor())
        .map(name -> Actor.valueOf(name.toUpperCase(Locale.ROOT)))
        .orElse(Actor.OPERATOR);
  }
}
