// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.ComparisonCompleted;
import dev.assay.contracts.event.ComparisonFailed;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.contracts.event.StudySubmitted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The events of one study. The same events give the same answers in any order and with any
 * repetition.
 */
public final class StudyHistory {
  private static final Comparator<CellFailed> FAILURES =
      Comparator.comparing(CellFailed::stage)
          .thenComparing(f -> f.seed() == null ? Long.MIN_VALUE : f.seed())
          .thenComparing(f -> f.runKey() == null ? "" : f.runKey())
          .thenComparing(CellFailed::reason);

  private final List<StudySubmitted> submissions = new ArrayList<>();
  private final List<SplitPublished> splits = new ArrayList<>();
  private final Map<RunId, List<ModelTrained>> trained = new HashMap<>();
  private final Map<RunId, List<PredictionsReady>> scored = new HashMap<>();
  private final Map<String, List<EvaluationCompleted>> evaluations = new HashMap<>();
  private final List<ComparisonCompleted> comparisons = new ArrayList<>();
  private final List<ComparisonFailed> failedComparisons = new ArrayList<>();
  private final Map<String, List<CellFailed>> failures = new HashMap<>();
  private final List<StudyFinished.Outcome> outcomes = new ArrayList<>();
  private boolean cancelRequested;

  /** A study may have 100,000 cells, so what is known of one is found without a search. */
  private record RunId(String cellId, long seed) {}

  private StudyHistory() {}

  public static StudyHistory of(Collection<? extends AssayEvent> events) {
    StudyHistory history = new StudyHistory();
    events.forEach(history::add);
    return history;
  }

  private void add(AssayEvent event) {
    switch (event) {
      case StudySubmitted e -> submissions.add(e);
      case SplitPublished e -> splits.add(e);
      case ModelTrained e -> add(trained, new RunId(e.cellId(), e.seed()), e);
      case PredictionsReady e -> add(scored, new RunId(e.cellId(), e.seed()), e);
      case EvaluationCompleted e -> add(evaluations, e.cellId(), e);
      case ComparisonCompleted e -> comparisons.add(e);
      case ComparisonFailed e -> failedComparisons.add(e);
      case CellFailed e -> add(failures, e.cellId(), e);
      case StudyCancelRequested e -> cancelRequested = true;
      case StudyFinished e -> outcomes.add(e.outcome());
      case CellProgress e -> throw new IllegalArgumentException("progress is no history: " + e);
      case ErasureRequested e -> throw new IllegalArgumentException("of no study: " + e);
      case ErasureConfirmed e -> throw new IllegalArgumentException("of no study: " + e);
    }
  }

  private static <K, E> void add(Map<K, List<E>> events, K key, E event) {
    events.computeIfAbsent(key, k -> new ArrayList<>()).add(event);
  }

  /** Absent while other events of the study came before it. */
  public Optional<StudySubmitted> submission() {
    return submissions.stream().findFirst();
  }

  public Optional<SplitPublished> split(String dataset) {
    return splits.stream()
        .filter(split -> split.dataset().equals(dataset))
        .min(Comparator.comparing(SplitPublished::splitId));
  }

  public Optional<ModelTrained> trained(String cellId, long seed) {
    return trained.getOrDefault(new RunId(cellId, seed), List.of()).stream()
        .min(Comparator.comparing(ModelTrained::runKey));
  }

  public Optional<PredictionsReady> scored(String cellId, long seed) {
    return scored.getOrDefault(new RunId(cellId, seed), List.of()).stream()
        .min(Comparator.comparing(PredictionsReady::scoringKey));
  }

  /** The evaluation of a cell that no other supersedes. */
  public Optional<EvaluationCompleted> evaluation(String cellId) {
    List<EvaluationCompleted> all = evaluations.getOrDefault(cellId, List.of());
    Predicate<EvaluationCompleted> superseded =
        e -> all.stream().anyMatch(other -> e.evaluationKey().equals(other.supersedes()));
    return all.stream()
        .filter(superseded.negate())
        .max(Comparator.comparing(EvaluationCompleted::evaluationKey));
  }

  /** The comparison of a data set that no other supersedes. */
  public Optional<ComparisonCompleted> comparison(String dataset) {
    Predicate<ComparisonCompleted> superseded =
        c -> comparisons.stream().anyMatch(other -> c.comparisonKey().equals(other.supersedes()));
    return comparisons.stream()
        .filter(c -> dataset.equals(c.dataset()))
        .filter(superseded.negate())
        .max(Comparator.comparing(ComparisonCompleted::comparisonKey));
  }

  /** Failed comparisons of a data set; a later comparison of the same cells outweighs them. */
  public List<ComparisonFailed> failedComparisons(String dataset) {
    return failedComparisons.stream()
        .filter(failure -> failure.dataset().equals(dataset))
        .sorted(Comparator.comparing(ComparisonFailed::comparisonKey))
        .toList();
  }

  /** The failures of a cell; a result of a later attempt outweighs them. */
  public List<CellFailed> failures(String cellId) {
    return failures.getOrDefault(cellId, List.of()).stream().sorted(FAILURES).toList();
  }

  /** Failures of one run of a cell, and of the cell as a whole. */
  public List<CellFailed> failures(String cellId, long seed) {
    return failures(cellId).stream()
        .filter(failure -> failure.seed() == null || Objects.equals(failure.seed(), seed))
        .toList();
  }

  /** How the study ended. Cancelled is final; a study whose failed cells were repeated is done. */
  public Optional<StudyFinished.Outcome> outcome() {
    if (outcomes.contains(StudyFinished.Outcome.CANCELLED)) {
      return Optional.of(StudyFinished.Outcome.CANCELLED);
    }
    if (outcomes.contains(StudyFinished.Outcome.DONE)) {
      return Optional.of(StudyFinished.Outcome.DONE);
    }
    if (!outcomes.isEmpty()) {
      return Optional.of(StudyFinished.Outcome.FAILED_CELLS);
    }
    return cancelRequested ? Optional.of(StudyFinished.Outcome.CANCELLED) : Optional.empty();
  }

  /** How a cell has ended, or that it has not. */
  public CellState state(String cellId) {
    return new CellState(
        evaluation(cellId).map(EvaluationCompleted::evaluationKey).orElse(null),
        failures.containsKey(cellId));
  }

  /** Whether what has not ended never will. */
  public boolean isCancelled() {
    return outcome().filter(StudyFinished.Outcome.CANCELLED::equals).isPresent();
  }

  /** Whether any run has ended, with a result or a failure. */
  public boolean hasRuns() {
    return !trained.isEmpty() || !scored.isEmpty() || !evaluations.isEmpty() || !failures.isEmpty();
  }
}
