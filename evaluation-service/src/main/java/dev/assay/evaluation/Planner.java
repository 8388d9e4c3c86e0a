// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.evaluation.metrics.CellJob;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.EvaluationRow;
import dev.assay.outbox.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Requests the evaluation of a cell as soon as its study, its split and the predictions of all its
 * seeds are known. Every method runs in the caller's transaction, which locks the study.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class Planner {
  private static final Logger LOG = Logger.getLogger(Planner.class);
  private static final int PRIORITY = 0;

  private final WorkQueue queue;
  private final Announcements announcements;

  Planner(WorkQueue queue, Announcements announcements) {
    this.queue = queue;
    this.announcements = announcements;
  }

  /** Requests the evaluation of every cell of the data set whose predictions are complete. */
  void plan(StudyIndex study, String dataset) {
    plan(study, study.cellsOf(dataset));
  }

  /** The predictions of a seed of this cell are there, or new ones: it, and what pools it. */
  void plan(StudyIndex study, Cell cell) {
    List<Cell> concerned = new ArrayList<>(study.pooling(cell.cellId()));
    concerned.add(cell);
    plan(study, concerned);
  }

  private void plan(StudyIndex study, List<Cell> cells) {
    // In the order of the keys, as the queue requires where several are requested.
    Map<String, Requested> requests = new TreeMap<>();
    CellJobs jobs = new CellJobs(study);
    for (Cell cell : cells) {
      CellRow row = CellRow.of(study.study().studyId(), cell.cellId()).orElseThrow();
      jobs.of(cell.cellId())
          .filter(job -> !job.key().equals(row.evaluationKey))
          .ifPresent(job -> requests.put(job.key() + row.cellId, new Requested(row, job)));
    }
    requests.values().forEach(this::request);
  }

  private record Requested(CellRow cell, CellJob job) {}

  private void request(Requested requested) {
    CellRow cell = requested.cell();
    String key = requested.job().key();
    if (cell.evaluationKey != null) {
      queue.withdraw(cell.studyId, cell.cellId);
    }
    cell.evaluationKey = key;
    cell.state = CellRow.State.EVALUATING;
    cell.reason = null;
    switch (queue.request(key, Json.write(requested.job()), cell.cellId, cell.studyId, PRIORITY)) {
      case WAITING ->
          LOG.infof(
              "cell %s of study %s: evaluation %s is requested", cell.cellId, cell.studyId, key);
      case DONE, KNOWN ->
          EvaluationRow.of(key)
              .ifPresent(stored -> announcements.completed(cell, key, stored.metrics()));
    }
  }
}
