package dev.assay.evaluation;

import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.evaluation.metrics.CellJob;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.EvaluationRow;
import dev.assay.evaluation.store.PredictionRow;
import dev.assay.evaluation.store.SplitRow;
import dev.assay.evaluation.store.StudyRow;
import dev.assay.outbox.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Keeps what the events say, in whatever order they come, and demands the evaluation of a cell as
 * soon as its study, its split and the predictions of all its seeds are there. Every method runs in
 * the caller's transaction, alone for its study.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class Arrivals {
  private static final Logger LOG = Logger.getLogger(Arrivals.class);
  private static final int PRIORITY = 0;

  private final WorkQueue queue;
  private final Announcements announcements;
  private final PooledRows pooled;

  Arrivals(WorkQueue queue, Announcements announcements, PooledRows pooled) {
    this.queue = queue;
    this.announcements = announcements;
    this.pooled = pooled;
  }

  public void study(StudySubmitted event) {
    StudyRow.lock(event.studyId());
    if (StudyRow.of(event.studyId()) != null) {
      return; // a study does not change
    }
    StudyRow study = new StudyRow();
    study.studyId = event.studyId();
    study.payload = Json.write(event);
    study.persist();
    for (Cell cell : event.cells()) {
      CellRow row = new CellRow();
      row.studyId = event.studyId();
      row.cellId = cell.cellId();
      row.dataset = cell.dataset();
      row.subsetRatio = cell.subsetRatio();
      row.state = CellRow.State.WAITING;
      row.persist();
    }
    demandWhatIsComplete(event.studyId());
    pooled.arrived(event);
  }

  public void split(SplitPublished event) {
    StudyRow.lock(event.studyId());
    SplitRow split =
        SplitRow.of(event.studyId(), event.dataset())
            .orElseGet(
                () -> {
                  SplitRow row = new SplitRow();
                  row.studyId = event.studyId();
                  row.dataset = event.dataset();
                  return row;
                });
    split.payload = Json.write(event);
    split.persist();
    demandWhatIsComplete(event.studyId());
  }

  public void predictions(PredictionsReady event) {
    StudyRow.lock(event.studyId());
    PredictionRow prediction =
        PredictionRow.of(event.studyId(), event.cellId(), event.seed())
            .orElseGet(
                () -> {
                  PredictionRow row = new PredictionRow();
                  row.studyId = event.studyId();
                  row.cellId = event.cellId();
                  row.seed = event.seed();
                  return row;
                });
    prediction.payload = Json.write(event);
    prediction.persist();
    demandWhatIsComplete(event.studyId());
  }

  private void demandWhatIsComplete(String studyId) {
    StudyRow study = StudyRow.of(studyId);
    if (study == null) {
      return;
    }
    // In the order of the keys, as the queue asks for where several are offered.
    Map<String, Demanded> demands = new TreeMap<>();
    CellJobs jobs = CellJobs.of(study.event());
    for (CellRow cell : CellRow.ofStudy(studyId)) {
      jobs.of(cell.cellId)
          .filter(job -> !job.key().equals(cell.evaluationKey))
          .ifPresent(job -> demands.put(job.key() + cell.cellId, new Demanded(cell, job)));
    }
    demands.values().forEach(this::demand);
  }

  private record Demanded(CellRow cell, CellJob job) {}

  private void demand(Demanded demanded) {
    CellRow cell = demanded.cell();
    String key = demanded.job().key();
    if (cell.evaluationKey != null) {
      queue.withdraw(cell.studyId, cell.cellId);
    }
    cell.evaluationKey = key;
    cell.state = CellRow.State.EVALUATING;
    cell.reason = null;
    switch (queue.offer(key, Json.write(demanded.job()), cell.cellId, cell.studyId, PRIORITY)) {
      case WAITING ->
          LOG.infof("cell %s of study %s: evaluation %s demanded", cell.cellId, cell.studyId, key);
      case DONE, KNOWN ->
          EvaluationRow.of(key)
              .ifPresent(stored -> announcements.completed(cell, key, stored.metrics()));
    }
  }
}
