// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.contracts.Json;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.evaluation.metrics.CellJob;
import dev.assay.evaluation.store.CellRow;
import dev.assay.outbox.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;

/**
 * Evaluates stored predictions with other settings: no model is trained or run again, and what the
 * study has published does not change.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class ReEvaluations {
  private static final int PRIORITY = 0;

  private final WorkQueue queue;
  private final KnownStudies studies;

  ReEvaluations(WorkQueue queue, KnownStudies studies) {
    this.queue = queue;
    this.studies = studies;
  }

  /** The job of a cell with the study's settings; empty while predictions are missing. */
  public Optional<CellJob> job(CellRow cell) {
    return studies.find(cell.studyId).flatMap(study -> new CellJobs(study).of(cell.cellId));
  }

  /**
   * @return the key under which the metrics can be requested; empty while predictions are missing
   */
  public Optional<String> request(CellRow cell, EvaluationPlan plan) {
    return job(cell)
        .map(
            job -> {
              CellJob other = job.with(plan);
              String key = other.key();
              queue.request(
                  key,
                  Json.write(other),
                  "evaluation " + key + " asked for",
                  cell.studyId,
                  PRIORITY);
              return key;
            });
  }
}
