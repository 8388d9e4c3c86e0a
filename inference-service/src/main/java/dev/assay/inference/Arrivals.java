package dev.assay.inference;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.inference.store.CancelledStudyRow;
import dev.assay.inference.store.ScoreRow;
import dev.assay.inference.store.SplitRow;
import dev.assay.inference.store.TrainedRunRow;
import dev.assay.outbox.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import org.jboss.logging.Logger;

/**
 * Keeps what the events say, in whatever order they come, and demands a scoring as soon as a model
 * and its split are there. Every method runs in the caller's transaction, alone for its study.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class Arrivals {
  private static final Logger LOG = Logger.getLogger(Arrivals.class);
  private static final int PRIORITY = 0;

  private final WorkQueue queue;
  private final Announcements announcements;

  Arrivals(WorkQueue queue, Announcements announcements) {
    this.queue = queue;
    this.announcements = announcements;
  }

  public void model(ModelTrained event) {
    TrainedRunRow.lock(event.studyId());
    TrainedRunRow run = TrainedRunRow.of(event);
    if (CancelledStudyRow.has(event.studyId())) {
      run.state = TrainedRunRow.State.CANCELLED;
      run.persist();
      return;
    }
    run.persist();
    SplitRow.of(event.studyId(), event.dataset()).ifPresent(split -> demand(run, split.event()));
  }

  public void split(SplitPublished event) {
    TrainedRunRow.lock(event.studyId());
    SplitRow.keep(event);
    TrainedRunRow.waiting(event.studyId(), event.dataset()).forEach(run -> demand(run, event));
  }

  public void cancel(StudyCancelRequested event) {
    TrainedRunRow.lock(event.studyId());
    CancelledStudyRow.keep(event.studyId());
    TrainedRunRow.cancel(event.studyId());
    int withdrawn = queue.withdraw(event.studyId());
    LOG.infof("study %s cancelled: %d scorings withdrawn", event.studyId(), withdrawn);
  }

  private void demand(TrainedRunRow run, SplitPublished split) {
    ScoringJob job;
    try {
      job = ScoringJob.of(run.event(), split);
    } catch (IllegalArgumentException e) {
      // The services disagree about a study: nobody but us can mend that.
      announcements.failed(run, e.getMessage(), Actor.DEVELOPER);
      return;
    }
    run.scoringKey = job.scoringKey();
    run.state = TrainedRunRow.State.SCORING;
    switch (queue.offer(job.scoringKey(), Json.write(job), run.cellId, run.studyId, PRIORITY)) {
      case WAITING -> LOG.infof("run %s: scoring %s demanded", run.runKey, job.scoringKey());
      case DONE, KNOWN ->
          ScoreRow.of(job.scoringKey()).ifPresent(score -> announcements.scored(run, score));
    }
  }
}
