// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.PredictionRow;
import dev.assay.evaluation.store.SplitRow;
import dev.assay.evaluation.store.StudyRow;
import dev.assay.outbox.Rebuild;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores what the events say, in whatever order they arrive, and then lets the {@link Planner} plan
 * the study. Every method runs in the caller's transaction, which locks the study.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class EventHandler {
  private final Planner planner;
  private final PooledRows pooled;
  private final KnownStudies studies;

  EventHandler(Planner planner, PooledRows pooled, KnownStudies studies) {
    this.planner = planner;
    this.pooled = pooled;
    this.studies = studies;
  }

  public void study(StudySubmitted event) {
    StudyRow.lock(event.studyId());
    @Nullable StudyRow known = StudyRow.of(event.studyId());
    if (known != null && !Rebuild.isReplaying()) {
      return; // a study does not change
    }
    StudyRow study = known == null ? new StudyRow() : known;
    study.studyId = event.studyId();
    study.payload = Json.write(event);
    study.persist();
    for (Cell cell : event.cells()) {
      if (known != null && CellRow.of(event.studyId(), cell.cellId()).isPresent()) {
        continue;
      }
      CellRow row = new CellRow();
      row.studyId = event.studyId();
      row.cellId = cell.cellId();
      row.dataset = cell.dataset();
      row.subsetRatio = cell.subsetRatio();
      row.comparable = cell.isComparable();
      row.state = CellRow.State.WAITING;
      row.persist();
    }
    if (!Rebuild.isReplaying()) {
      plan(event.studyId());
    }
  }

  /**
   * Requests what is missing after a rebuild, when all events are there. To plan at each event
   * would request what was evaluated before newer predictions came, and give up what is evaluated
   * now.
   */
  public void planAll() {
    List<String> ids =
        StudyRow.<StudyRow>list("order by studyId").stream().map(study -> study.studyId).toList();
    for (String id : ids) {
      StudyRow.lock(id);
      plan(id);
    }
  }

  private void plan(String studyId) {
    StudyIndex index = studies.find(studyId).orElseThrow();
    index.datasets().forEach(dataset -> planner.plan(index, dataset));
    pooled.arrived(index);
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
    if (!Rebuild.isReplaying()) {
      studies.find(event.studyId()).ifPresent(study -> planner.plan(study, event.dataset()));
    }
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
    if (Rebuild.isReplaying()) {
      return; // newer ones may follow, and what they made is there
    }
    studies
        .find(event.studyId())
        .ifPresent(
            study -> study.cell(event.cellId()).ifPresent(cell -> planner.plan(study, cell)));
  }
}
