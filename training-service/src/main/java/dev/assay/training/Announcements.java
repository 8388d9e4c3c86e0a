// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.Actor;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.outbox.Outbox;
import dev.assay.outbox.Removal;
import dev.assay.outbox.Request;
import dev.assay.training.store.CellRunRow;
import dev.assay.training.store.TrainedModels;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Publishes the outcome of runs, in the caller's transaction. Results belong to runs and events to
 * cells, so every cell that requested a run gets an event of its own.
 */
@ApplicationScoped
public class Announcements {
  private final Outbox outbox;
  private final EventContents contents;
  private final KnownStudies studies;

  Announcements(Outbox outbox, ArtifactStore store, KnownStudies studies) {
    this.contents = new EventContents(store);
    this.outbox = outbox;
    this.studies = studies;
  }

  /** Announces the models to every cell that requested the run. */
  void trained(List<Request> requests, RunSpec run, TrainedModels models) {
    for (Request request : requests) {
      Optional<StudyIndex> study = studies.find(request.group());
      Optional<CellRunRow> cell = CellRunRow.of(request.group(), request.requester(), run.runKey());
      if (study.isPresent() && cell.isPresent()) {
        send(trained(study.get(), cell.get(), run, models));
      }
    }
  }

  private static ModelTrained trained(
      StudyIndex index, CellRunRow cell, RunSpec run, TrainedModels models) {
    StudySubmitted study = index.study();
    TrainedModels.Model model = models.at(study.checkpoint());
    String dataset =
        index
            .cell(cell.cellId)
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
        study.device(),
        model.parts(),
        run.scoringForm(),
        run.training().repetition());
  }

  /** Announces to every cell that this seed has failed until the actor has acted. */
  void failed(List<Request> requests, RunSpec run, String reason, Actor actor) {
    for (Request request : requests) {
      send(
          new CellFailed(
              request.group(),
              request.requester(),
              run.runKey(),
              run.training().seed(),
              "training",
              reason,
              actor));
    }
  }

  /** Announces a cell whose runs cannot be planned. */
  void unplannable(String studyId, String cellId, String reason) {
    send(new CellFailed(studyId, cellId, null, null, "training", reason, Actor.DEVELOPER));
  }

  /** Confirms that everything of an erasure is removed here. */
  void erased(ErasureRequested event, Removal removal) {
    send(
        ErasureConfirmed.of(
            event.erasure(), "training-service", removal.removed(), removal.files()));
  }

  private void send(AssayEvent event) {
    outbox.add(
        event.eventType().topic(),
        event.studyId(),
        event.eventId(),
        event.eventType().type(),
        contents.write(event));
  }
}
