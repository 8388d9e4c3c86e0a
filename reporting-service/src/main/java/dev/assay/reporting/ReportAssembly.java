// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.reporting.across.AcrossDatasetsAssembly;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Outcome;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.Report.State;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    Map<String, String> evaluated = currentEvaluations();
    List<Section> sections =
        study.cells().stream()
            .collect(Collectors.groupingBy(Cell::dataset, LinkedHashMap::new, Collectors.toList()))
            .entrySet()
            .stream()
            .map(section -> section(section.getKey(), section.getValue(), evaluated))
            .toList();
    return new Report(
        study.studyId(),
        study.name(),
        outcome(sections),
        study.seeds(),
        study.checkpoint(),
        study.evaluation(),
        study.threads(),
        study.device(),
        study.notes(),
        sections,
        AcrossDatasetsAssembly.of(sections).orElse(null));
  }

  /** Derived from the rows: the event of a study's end may come before or after its last result. */
  private Outcome outcome(List<Section> sections) {
    if (isCancelled()) {
      return Outcome.CANCELLED;
    }
    Set<State> states =
        sections.stream()
            .flatMap(section -> section.rows().stream())
            .map(Row::state)
            .collect(Collectors.toSet());
    if (states.contains(State.PENDING)) {
      return Outcome.UNFINISHED;
    }
    return states.contains(State.FAILED) ? Outcome.FAILED_CELLS : Outcome.DONE;
  }

  private boolean isCancelled() {
    return history.isCancelled();
  }

  private Section section(String dataset, List<Cell> cells, Map<String, String> evaluated) {
    SectionComparison comparison =
        SectionComparison.of(history, results, dataset, cells, evaluated);
    return new Section(
        dataset,
        split(history, results, dataset),
        cells.stream().map(this::row).toList(),
        comparison.file(),
        comparison.failure());
  }

  /** Absent until it is published. */
  static @Nullable SplitFacts split(StudyHistory history, Results results, String dataset) {
    return history.split(dataset).map(SplitPublished::manifest).map(results::split).orElse(null);
  }

  /**
   * Some rows of a report.
   *
   * @param history has at least the events of these cells, of those that they pool, and of the
   *     study as a whole
   */
  static List<Row> rows(
      StudyHistory history, StudySubmitted study, Results results, List<Cell> cells) {
    ReportAssembly assembly = new ReportAssembly(history, study, results);
    return cells.stream().map(assembly::row).toList();
  }

  /** Evaluation keys by cell id. */
  private Map<String, String> currentEvaluations() {
    Map<String, String> keys = new HashMap<>();
    for (Cell cell : study.cells()) {
      history
          .evaluation(cell.cellId())
          .ifPresent(evaluation -> keys.put(cell.cellId(), evaluation.evaluationKey()));
    }
    return keys;
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
    State state = isCancelled() ? State.CANCELLED : State.PENDING;
    return new Row(cell, state, progress(cell, runs), null, runs, null);
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
    List<String> pools = cell.pools();
    if (pools != null) {
      return "%s of %s folds have metrics"
          .formatted(
              pools.stream().filter(fold -> history.evaluation(fold).isPresent()).count(),
              pools.size());
    }
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
