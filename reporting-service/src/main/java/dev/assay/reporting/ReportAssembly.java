package dev.assay.reporting;

import dev.assay.contracts.Cell;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.reporting.render.ModelFacts;
import dev.assay.reporting.render.Report;
import dev.assay.reporting.render.Report.Outcome;
import dev.assay.reporting.render.Report.Row;
import dev.assay.reporting.render.Report.Section;
import dev.assay.reporting.render.Report.State;
import dev.assay.reporting.render.SplitFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A study's history and its stored results as one report: a pure function of both. */
public final class ReportAssembly {
  private final StudyHistory history;
  private final StudySubmitted study;
  private final Results results;

  private ReportAssembly(StudyHistory history, StudySubmitted study, Results results) {
    this.history = history;
    this.study = study;
    this.results = results;
  }

  /** Absent while the study itself is not known. */
  public static Optional<Report> report(StudyHistory history, Results results) {
    return history.submission().map(study -> new ReportAssembly(history, study, results).report());
  }

  private Report report() {
    List<String> datasets = study.cells().stream().map(Cell::dataset).distinct().toList();
    return new Report(
        study.studyId(),
        study.name(),
        outcome(),
        study.seeds(),
        study.checkpoint(),
        study.evaluation(),
        study.threads(),
        study.device(),
        study.notes(),
        datasets.stream().map(this::section).toList());
  }

  private Outcome outcome() {
    return history
        .outcome()
        .map(
            outcome ->
                switch (outcome) {
                  case DONE -> Outcome.DONE;
                  case FAILED_CELLS -> Outcome.FAILED_CELLS;
                  case CANCELLED -> Outcome.CANCELLED;
                })
        .orElse(Outcome.UNFINISHED);
  }

  private Section section(String dataset) {
    SplitFacts split =
        history.split(dataset).map(SplitPublished::manifest).map(results::split).orElse(null);
    return new Section(
        dataset,
        split,
        study.cells().stream()
            .filter(cell -> cell.dataset().equals(dataset))
            .map(this::row)
            .toList());
  }

  private Row row(Cell cell) {
    List<ModelFacts> runs = runs(cell);
    var evaluation = history.evaluation(cell.cellId());
    if (evaluation.isPresent()) {
      return new Row(
          cell, State.DONE, null, null, runs, results.metrics(evaluation.get().metrics()));
    }
    List<CellFailed> failures = history.failures(cell.cellId());
    if (!failures.isEmpty()) {
      String reason =
          failures.stream()
              .map(ReportAssembly::sentence)
              .distinct()
              .collect(Collectors.joining("; "));
      return new Row(cell, State.FAILED, reason, failures.getFirst().actor(), runs, null);
    }
    if (outcome() == Outcome.CANCELLED) {
      return new Row(cell, State.CANCELLED, progress(cell, runs), null, runs, null);
    }
    return new Row(cell, State.PENDING, progress(cell, runs), null, runs, null);
  }

  private List<ModelFacts> runs(Cell cell) {
    List<ModelFacts> runs = new ArrayList<>();
    for (long seed : study.seeds()) {
      history
          .trained(cell.cellId(), seed)
          .ifPresent(trained -> runs.add(results.model(trained.manifest())));
    }
    return runs;
  }

  private static String sentence(CellFailed failure) {
    return failure.stage()
        + " failed"
        + (failure.seed() == null ? "" : " (seed " + failure.seed() + ")")
        + ": "
        + failure.reason();
  }

  private String progress(Cell cell, List<ModelFacts> runs) {
    if (history.split(cell.dataset()).isEmpty()) {
      return "the data set is not split yet";
    }
    long scored =
        study.seeds().stream()
            .filter(seed -> history.scored(cell.cellId(), seed).isPresent())
            .count();
    return "%s of %s seeds trained, %s scored".formatted(runs.size(), study.seeds().size(), scored);
  }
}
