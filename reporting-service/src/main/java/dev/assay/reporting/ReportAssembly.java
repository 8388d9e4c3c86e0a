// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.ComparisonFailed;
import dev.assay.contracts.event.ComparisonFailed.EvaluatedCell;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.ComparedCell;
import dev.assay.reporting.across.AcrossDatasetsAssembly;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.ComparisonFailure;
import dev.assay.reporting.report.Report.Outcome;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.Report.State;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.HashMap;
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
    List<Section> sections =
        study.cells().stream().map(Cell::dataset).distinct().map(this::section).toList();
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
    return history.outcome().filter(StudyFinished.Outcome.CANCELLED::equals).isPresent();
  }

  private Section section(String dataset) {
    SplitFacts split =
        history.split(dataset).map(SplitPublished::manifest).map(results::split).orElse(null);
    List<Cell> cells =
        study.cells().stream().filter(cell -> cell.dataset().equals(dataset)).toList();
    ComparisonsFile comparison = comparison(dataset);
    return new Section(
        dataset,
        split,
        cells.stream().map(this::row).toList(),
        comparison,
        comparisonFailure(dataset, cells, comparison));
  }

  /** Absent if it is about other metrics than the present ones of the rows. */
  private @Nullable ComparisonsFile comparison(String dataset) {
    return history
        .comparison(dataset)
        .map(event -> results.comparisons(event.comparison()))
        .filter(file -> currentEvaluations().entrySet().containsAll(compared(file).entrySet()))
        .orElse(null);
  }

  /**
   * Absent unless the failure is about the present metrics of all comparable cells. Absent as well
   * where another attempt compared exactly these.
   */
  private @Nullable ComparisonFailure comparisonFailure(
      String dataset, List<Cell> cells, @Nullable ComparisonsFile comparison) {
    Map<String, String> now = new HashMap<>(currentEvaluations());
    now.keySet().retainAll(cells.stream().filter(Cell::isComparable).map(Cell::cellId).toList());
    if (comparison != null && compared(comparison).equals(now)) {
      return null;
    }
    List<ComparisonFailed> failures =
        history.failedComparisons(dataset).stream()
            .filter(
                failure ->
                    failure.cells().stream()
                        .collect(
                            Collectors.toMap(EvaluatedCell::cellId, EvaluatedCell::evaluationKey))
                        .equals(now))
            .toList();
    if (failures.isEmpty()) {
      return null;
    }
    return new ComparisonFailure(
        failures.stream()
            .map(ComparisonFailed::reason)
            .distinct()
            .collect(Collectors.joining("; ")),
        failures.getFirst().actor());
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

  private static Map<String, String> compared(ComparisonsFile file) {
    return file.cells().stream()
        .collect(Collectors.toMap(ComparedCell::cellId, ComparedCell::evaluationKey));
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
