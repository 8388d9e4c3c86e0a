// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.evaluation.comparisons.ComparisonJob;
import dev.assay.evaluation.comparisons.ComparisonJob.CellPredictions;
import dev.assay.evaluation.store.ComparisonRequestRow;
import dev.assay.evaluation.store.ComparisonRow;
import dev.assay.evaluation.store.FailureRow;
import dev.assay.evaluation.store.InterimAnalysisRow;
import dev.assay.evaluation.store.StudyRow;
import dev.assay.outbox.Rebuild;
import dev.assay.outbox.Request;
import dev.assay.outbox.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Requests the comparison of a data set's cells as soon as each of them has its metrics or has
 * failed, and again whenever that changes: when a cell is late, or has other predictions. It reacts
 * to this service's own events, because the metrics of every earlier cell are then committed. Every
 * method runs in the caller's transaction.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class Comparisons {
  private static final Logger LOG = Logger.getLogger(Comparisons.class);
  private static final int PRIORITY = 0;

  private final WorkQueue queue;
  private final Announcements announcements;
  private final PooledRows pooled;
  private final KnownStudies studies;

  Comparisons(
      WorkQueue queue, Announcements announcements, PooledRows pooled, KnownStudies studies) {
    this.queue = queue;
    this.announcements = announcements;
    this.pooled = pooled;
    this.studies = studies;
  }

  /** The key of the work that makes a comparison. */
  public static String workKey(String comparisonKey) {
    return ComparisonWork.workKey(comparisonKey);
  }

  /** A cell has its metrics. */
  public void evaluated(EvaluationCompleted event) {
    if (Rebuild.isReplaying()) {
      return; // it was compared then, and once more would be a further analysis
    }
    StudyRow.lock(event.studyId());
    studies.find(event.studyId()).ifPresent(study -> demandIfSettled(study, event.cellId()));
  }

  /** A cell has failed: it will have no metrics unless somebody acts. */
  public void failed(CellFailed event) {
    StudyRow.lock(event.studyId());
    FailureRow.keep(event.studyId(), event.cellId(), event.reason());
    studies
        .find(event.studyId())
        .ifPresent(
            study -> {
              if (!Rebuild.isReplaying()) {
                pooled.failed(study, event);
                demandIfSettled(study, event.cellId());
              }
            });
  }

  /** The data set of the cell is compared if each of its cells has metrics or has failed. */
  private void demandIfSettled(StudyIndex study, String cellId) {
    Optional<Cell> changed = study.cell(cellId);
    if (changed.isEmpty()) {
      return;
    }
    List<Cell> cells = study.cellsOf(changed.get().dataset());
    ComparisonJobs.of(study, cells)
        // Folds are compared in their pooled cell, where each image is tested once.
        .filter(job -> !PooledRows.arePooled(study, cells))
        .flatMap(job -> unlessKnown(study.study(), job))
        .ifPresent(job -> request(study.study().studyId(), job.key(), job));
  }

  /**
   * Compares the same predictions with other settings. That is one more interim analysis.
   *
   * @param plan absent: the study's
   * @return the key under which it can be requested; empty while a cell may still change
   */
  public Optional<String> again(
      String studyId, List<Cell> cells, @Nullable ComparisonPlan plan, EvaluationPlan evaluation) {
    StudyRow.lock(studyId);
    return ComparisonJobs.of(studies.find(studyId).orElseThrow(), cells)
        .map(
            job -> {
              ComparisonPlan other = plan == null ? job.plan() : plan;
              ComparisonJob asked =
                  job.with(
                          other,
                          evaluation,
                          other.referenceAmong(cells).map(Cell::cellId).orElse(null))
                      .after(
                          InterimAnalysisRow.of(studyId, job.dataset()).stream()
                              .map(InterimAnalysisRow::cells)
                              .toList(),
                          InterimAnalysisRow.byOthers(studyId, job.testHash()));
              queue.request(
                  ComparisonWork.workKey(asked.key()),
                  Json.write(asked),
                  "comparison " + asked.key() + " asked for",
                  studyId,
                  PRIORITY);
              return asked.key();
            });
  }

  /** The job with the earlier interim analyses; empty if exactly this is requested already. */
  private Optional<ComparisonJob> unlessKnown(StudySubmitted study, ComparisonJob job) {
    ComparisonRequestRow request =
        ComparisonRequestRow.of(study.studyId(), job.dataset())
            .orElseGet(
                () -> {
                  ComparisonRequestRow row = new ComparisonRequestRow();
                  row.studyId = study.studyId();
                  row.dataset = job.dataset();
                  row.persist();
                  return row;
                });
    if (job.subject().equals(request.subject)) {
      return Optional.empty();
    }
    // before the lock, in the order in which a completion locks the same rows
    queue.withdraw(study.studyId(), requester(job.dataset()));
    request.lock();
    List<List<String>> earlier =
        InterimAnalysisRow.of(study.studyId(), job.dataset()).stream()
            .map(InterimAnalysisRow::cells)
            .toList();
    ComparisonJob informed =
        job.after(earlier, InterimAnalysisRow.byOthers(study.studyId(), job.testHash()));
    request.subject = job.subject();
    request.comparisonKey = informed.key();
    request.reason = null;
    return Optional.of(informed);
  }

  private void request(String studyId, String key, ComparisonJob job) {
    String requester = requester(job.dataset());
    switch (queue.request(
        ComparisonWork.workKey(key), Json.write(job), requester, studyId, PRIORITY)) {
      case WAITING ->
          LOG.infof(
              "study %s: comparison %s of %d cells requested", studyId, key, job.cells().size());
      case DONE, KNOWN ->
          ComparisonRow.of(key)
              .ifPresent(stored -> announce(new Request(studyId, requester), job, stored.file()));
    }
  }

  private static String requester(String dataset) {
    return "comparison of " + dataset;
  }

  /** Publishes and records the analysis, unless another comparison has been requested since. */
  void announce(Request to, ComparisonJob job, ArtifactRef file) {
    if (job.afterwards()) {
      record(to, job);
      return;
    }
    ComparisonRequestRow.of(to.group(), job.dataset())
        .filter(row -> requester(row.dataset).equals(to.requester()))
        .ifPresent(
            row -> {
              row.lock();
              if (job.key().equals(row.comparisonKey)) {
                record(to, job);
                announcements.compared(row, job.key(), file);
              }
            });
  }

  private static void record(Request to, ComparisonJob job) {
    InterimAnalysisRow.keep(
        to.group(),
        job.dataset(),
        job.testHash(),
        job.key(),
        job.cells().stream().map(CellPredictions::cellId).toList());
  }

  /** Publishes the failure, unless another comparison has been requested since. */
  void failedPermanently(Request request, ComparisonJob job, String reason, Actor actor) {
    ComparisonRequestRow.of(request.group(), job.dataset())
        .ifPresent(
            row -> {
              row.lock();
              if (job.key().equals(row.comparisonKey)) {
                announcements.notCompared(row, job.key(), job.evaluated(), reason, actor);
              }
            });
  }
}
