// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.inference.store.ScoreRow;
import dev.assay.inference.store.TrainedRunRow;
import dev.assay.outbox.WorkQueue;
import dev.assay.outbox.WorkStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import org.jboss.logging.Logger;

/**
 * Requests the scoring of a run whose model and split are known. Every method runs in the caller's
 * transaction, which locks the study.
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

  /** A run that cannot be scored fails at once; a scoring that is done is announced at once. */
  void plan(TrainedRunRow run, SplitPublished split) {
    ScoringJob job;
    try {
      job = ScoringJob.of(run.event(), split);
    } catch (IllegalArgumentException e) {
      // The services disagree about a study, which only the developers can correct.
      announcements.failed(run, e.getMessage(), Actor.DEVELOPER);
      return;
    }
    run.scoringKey = job.scoringKey();
    run.state = TrainedRunRow.State.SCORING;
    switch (queue.request(job.scoringKey(), Json.write(job), run.cellId, run.studyId, PRIORITY)) {
      case WAITING -> LOG.infof("run %s: scoring %s is requested", run.runKey, job.scoringKey());
      case DONE, KNOWN ->
          ScoreRow.of(job.scoringKey())
              .ifPresentOrElse(
                  score -> announcements.scored(run, score),
                  () -> failedBefore(run, job.scoringKey()));
    }
  }

  /** Others were told of it then; only a rebuild finds a run whose scoring has failed for good. */
  private void failedBefore(TrainedRunRow run, String scoringKey) {
    queue
        .status(scoringKey)
        .filter(work -> work.state() == WorkStatus.State.DEAD)
        .ifPresent(
            work -> {
              run.state = TrainedRunRow.State.FAILED;
              run.reason = work.reason();
            });
  }
}
