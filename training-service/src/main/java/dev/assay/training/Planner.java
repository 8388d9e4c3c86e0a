// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.outbox.Request;
import dev.assay.outbox.RequestResult;
import dev.assay.outbox.WorkQueue;
import dev.assay.training.store.CellRunRow;
import dev.assay.training.store.RunRow;
import dev.assay.training.store.SplitRow;
import dev.assay.training.store.StudyRow;
import dev.assay.training.store.TrainedModels;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Requests one run for each cell and seed as soon as the study and the split of the cell's data set
 * are known. Every method runs in the caller's transaction, which locks the study.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class Planner {
  private static final Logger LOG = Logger.getLogger(Planner.class);
  private static final int PRIORITY = 0;

  private final WorkQueue queue;
  private final Announcements announcements;
  private final Devices devices;
  private final TrainingConfig config;

  Planner(WorkQueue queue, Announcements announcements, Devices devices, TrainingConfig config) {
    this.queue = queue;
    this.announcements = announcements;
    this.devices = devices;
    this.config = config;
  }

  private record Wanted(Cell cell, RunSpec run) {}

  /**
   * Pauses the study: its runs stop, release their leases and keep their checkpoints. Runs that
   * another study requests continue.
   *
   * @return false if this service does not know the study
   */
  public boolean pause(String studyId) {
    return setPaused(studyId, true);
  }

  /** Lets the runs of a paused study continue where they stopped; see {@link #pause}. */
  public boolean resume(String studyId) {
    return setPaused(studyId, false);
  }

  private boolean setPaused(String studyId, boolean paused) {
    if (StudyRow.event(studyId).isEmpty()) {
      return false;
    }
    StudyRow.locked(studyId).paused = paused;
    int changed = paused ? queue.pause(studyId) : queue.resume(studyId);
    LOG.infof("study %s %s: %d requests", studyId, paused ? "pauses" : "resumes", changed);
    return true;
  }

  /** Requests the runs of the study that are complete, unless it is cancelled or paused. */
  void plan(StudyRow study) {
    if (!study.cancelled) {
      study.event().ifPresent(this::plan);
    }
    if (study.paused) {
      queue.pause(study.studyId);
    }
  }

  private void plan(StudySubmitted study) {
    Map<String, SplitPublished> splits =
        SplitRow.ofStudy(study.studyId()).stream()
            .collect(Collectors.toMap(SplitPublished::dataset, Function.identity()));
    // In the order of the keys, as the queue requires where several are requested.
    Map<String, List<Wanted>> wanted = new TreeMap<>();
    for (Cell cell : study.cells()) {
      SplitPublished split = splits.get(cell.dataset());
      if (split != null && !cell.isPooled()) {
        for (RunSpec run : runs(study, cell, split)) {
          wanted.computeIfAbsent(run.runKey(), key -> new ArrayList<>()).add(new Wanted(cell, run));
        }
      }
    }
    for (List<Wanted> ofOneRun : wanted.values()) {
      ofOneRun.stream()
          .sorted(Comparator.comparing(w -> w.cell().cellId()))
          .forEach(w -> request(study, w));
    }
  }

  private List<RunSpec> runs(StudySubmitted study, Cell cell, SplitPublished split) {
    String device = devices.resolve(study.device());
    try {
      return study.seeds().stream()
          .map(seed -> RunSpec.of(study, cell, seed, split, device, config.engine()))
          .toList();
    } catch (IllegalArgumentException e) {
      LOG.errorf(e, "cell %s of study %s cannot be planned", cell.cellId(), study.studyId());
      announcements.unplannable(study.studyId(), cell.cellId(), String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private void request(StudySubmitted study, Wanted wanted) {
    RunSpec run = wanted.run();
    String cellId = wanted.cell().cellId();
    RequestResult result =
        queue.request(run.runKey(), Json.write(run), cellId, study.studyId(), PRIORITY);
    if (result == RequestResult.KNOWN) {
      return;
    }
    RunRow.plan(run);
    CellRunRow.plan(
        new CellRunRow.Key(study.studyId(), cellId, run.training().seed()), run.runKey());
    LOG.infof(
        "cell %s of study %s, seed %d: run %s is %s",
        cellId,
        study.studyId(),
        run.training().seed(),
        run.runKey(),
        result == RequestResult.DONE ? "done already" : "requested");
    if (result == RequestResult.DONE) {
      TrainedModels models =
          RunRow.of(run.runKey())
              .flatMap(RunRow::models)
              .orElseThrow(() -> new IllegalStateException("no result of the run " + run.runKey()));
      announcements.trained(List.of(new Request(study.studyId(), cellId)), run, models);
    }
  }
}
