package dev.assay.evaluation;

import static java.util.stream.Collectors.toMap;

import dev.assay.contracts.EvaluationPlan;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.evaluation.metrics.EvaluationJob;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.PredictionRow;
import dev.assay.evaluation.store.SplitRow;
import dev.assay.evaluation.store.StudyRow;
import dev.assay.outbox.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at stored predictions with other settings: no model is trained or asked again, and what the
 * study has announced stays as it is.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class ReEvaluations {
  private static final int PRIORITY = 0;

  private final WorkQueue queue;

  ReEvaluations(WorkQueue queue) {
    this.queue = queue;
  }

  /** What is known of a cell's predictions; empty while they are not all there. */
  public Optional<EvaluationJob> job(CellRow cell) {
    StudyRow row = StudyRow.of(cell.studyId);
    Optional<SplitRow> split = SplitRow.of(cell.studyId, cell.dataset);
    Map<Long, PredictionRow> predictions =
        PredictionRow.ofCell(cell.studyId, cell.cellId).stream()
            .collect(toMap(prediction -> prediction.seed, prediction -> prediction));
    if (row == null || split.isEmpty()) {
      return Optional.empty();
    }
    StudySubmitted study = row.event();
    return predictions.keySet().containsAll(study.seeds())
        ? Optional.of(Arrivals.job(study, cell, split.get(), predictions))
        : Optional.empty();
  }

  /**
   * @return the key under which the metrics can be asked for; empty while predictions are missing
   */
  public Optional<String> demand(CellRow cell, EvaluationPlan plan) {
    return job(cell)
        .map(
            job -> {
              EvaluationJob other =
                  new EvaluationJob(plan, job.manifest(), job.subsetRatio(), job.seeds());
              String key = other.key();
              queue.offer(
                  key,
                  Json.write(other),
                  "evaluation " + key + " asked for",
                  cell.studyId,
                  PRIORITY);
              return key;
            });
  }
}
