package dev.assay.evaluation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.assay.contracts.Cell;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.evaluation.metrics.EvaluationJob;
import dev.assay.evaluation.metrics.EvaluationJob.SeedPredictions;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.EvaluationRow;
import dev.assay.evaluation.store.PredictionRow;
import dev.assay.evaluation.store.SplitRow;
import dev.assay.evaluation.store.StudyRow;
import dev.assay.outbox.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
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

  Arrivals(WorkQueue queue, Announcements announcements) {
    this.queue = queue;
    this.announcements = announcements;
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
    StudySubmitted submitted = study.event();
    Map<String, SplitRow> splits =
        SplitRow.ofStudy(studyId).stream().collect(toMap(row -> row.dataset, row -> row));
    Map<String, Map<Long, PredictionRow>> predictions =
        PredictionRow.ofStudy(studyId).stream()
            .collect(groupingBy(row -> row.cellId, toMap(row -> row.seed, row -> row)));
    // In the order of the keys, as the queue asks for where several are offered.
    Map<String, Demanded> demands = new TreeMap<>();
    for (CellRow cell : CellRow.ofStudy(studyId)) {
      SplitRow split = splits.get(cell.dataset);
      Map<Long, PredictionRow> ofSeed = predictions.getOrDefault(cell.cellId, Map.of());
      if (split != null && ofSeed.keySet().containsAll(submitted.seeds())) {
        EvaluationJob job = job(submitted, cell, split, ofSeed);
        if (!job.key().equals(cell.evaluationKey)) {
          demands.put(job.key() + cell.cellId, new Demanded(cell, job));
        }
      }
    }
    demands.values().forEach(this::demand);
  }

  private record Demanded(CellRow cell, EvaluationJob job) {}

  static EvaluationJob job(
      StudySubmitted study, CellRow cell, SplitRow split, Map<Long, PredictionRow> ofSeed) {
    List<SeedPredictions> seeds = new ArrayList<>();
    ofSeed.forEach(
        (seed, row) -> {
          if (study.seeds().contains(seed)) {
            PredictionsReady event = row.event();
            seeds.add(new SeedPredictions(seed, event.test(), event.validation()));
          }
        });
    return new EvaluationJob(study.evaluation(), split.event().manifest(), cell.subsetRatio, seeds);
  }

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
