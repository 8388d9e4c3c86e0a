// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.inference.store.ExplanationRow;
import dev.assay.outbox.Expiring;
import dev.assay.outbox.RetentionConfig;
import dev.assay.outbox.WorkQueue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/**
 * Explanations of long ago, with the work that made them: then nothing refers to their artifacts,
 * which the collector removes.
 */
@ApplicationScoped
public class ExpiringExplanations implements Expiring {
  private final WorkQueue queue;
  private final Duration kept;

  ExpiringExplanations(WorkQueue queue, InferenceConfig config) {
    this.queue = queue;
    this.kept = config.explanationsKept();
  }

  @Override
  public String what() {
    return "explanations";
  }

  @Override
  public int removeExpired(RetentionConfig config, Instant now) {
    return kept.isPositive()
        ? QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  queue.forget(Explanations.GROUP, kept);
                  return ExplanationRow.forgetBefore(now.minus(kept));
                })
        : 0;
  }
}
