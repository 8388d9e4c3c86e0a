package dev.assay.training;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.outbox.Demand;
import dev.assay.outbox.Outbox;
import dev.assay.training.store.CellRunRow;
import dev.assay.training.store.StudyRow;
import dev.assay.training.store.TrainedModels;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Tells the cells what became of their runs, in the caller's transaction. Results belong to runs,
 * events to cells: every cell that asked gets its own.
 */
@ApplicationScoped
public class Announcements {
  private final Outbox outbox;

  Announcements(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Every one of these cells has a model. */
  void trained(List<Demand> demands, RunSpec run, TrainedModels models) {
    for (Demand demand : demands) {
      Optional<StudySubmitted> study = StudyRow.event(demand.group());
      Optional<CellRunRow> cell = CellRunRow.of(demand.group(), demand.demander(), run.runKey());
      if (study.isPresent() && cell.isPresent()) {
        send(trained(study.get(), cell.get(), run, models));
      }
    }
  }

  private static ModelTrained trained(
      StudySubmitted study, CellRunRow cell, RunSpec run, TrainedModels models) {
    TrainedModels.Model model = models.at(study.checkpoint());
    String dataset =
        study.cells().stream()
            .filter(c -> c.cellId().equals(cell.cellId))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("study has no cell " + cell.cellId))
            .dataset();
    return new ModelTrained(
        study.studyId(),
        cell.cellId,
        run.runKey(),
        cell.seed,
        model.model(),
        model.manifest(),
        study.checkpoint(),
        dataset,
        run.training().preprocessing(),
        study.threads(),
        study.device());
  }

  /** Every one of these cells will lack a seed unless the actor does something. */
  void failed(List<Demand> demands, RunSpec run, String reason, Actor actor) {
    for (Demand demand : demands) {
      send(
          new CellFailed(
              demand.group(),
              demand.demander(),
              run.runKey(),
              run.training().seed(),
              "training",
              reason,
              actor));
    }
  }

  /** A cell that cannot even be planned. */
  void unplannable(String studyId, String cellId, String reason) {
    send(new CellFailed(studyId, cellId, null, null, "training", reason, Actor.DEVELOPER));
  }

  private void send(AssayEvent event) {
    outbox.add(
        event.eventType().topic(),
        event.studyId(),
        event.eventId(),
        event.eventType().type(),
        Json.write(event));
  }
}
