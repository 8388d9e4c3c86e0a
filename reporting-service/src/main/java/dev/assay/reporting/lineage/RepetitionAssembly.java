// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.lineage;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.FindingMetrics;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.reporting.Results;
import dev.assay.reporting.StudyHistory;
import dev.assay.reporting.store.StoredFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares a row with its repetition: every bit that both have stored. */
final class RepetitionAssembly {
  private final Results results;
  private final StoredFiles files;
  private final RepeatedScores scores;

  RepetitionAssembly(Results results, StoredFiles files) {
    this.results = results;
    this.files = files;
    this.scores = new RepeatedScores(files);
  }

  /**
   * @param study that repeats one row
   * @param now its events
   * @param of id of the study whose row it is
   * @param before events of that study
   */
  Repetition compare(StudySubmitted study, StudyHistory now, String of, StudyHistory before) {
    Cell cell = study.cells().getFirst();
    String id = cell.cellId();
    List<Repetition.Run> runs = new ArrayList<>();
    List<String> surroundings = new ArrayList<>();
    for (long seed : study.seeds()) {
      Optional<PredictionsReady> scoredBefore = before.scored(id, seed);
      Optional<PredictionsReady> scoredNow = now.scored(id, seed);
      Optional<ModelTrained> trainedBefore = before.trained(id, seed);
      Optional<ModelTrained> trainedNow = now.trained(id, seed);
      if (scoredBefore.isPresent()
          && scoredNow.isPresent()
          && trainedBefore.isPresent()
          && trainedNow.isPresent()) {
        ModelManifest first = files.manifest(trainedBefore.get().manifest());
        ModelManifest second = files.manifest(trainedNow.get().manifest());
        boolean findings = second.isOfFindings();
        runs.add(
            new Repetition.Run(
                seed,
                new Repetition.Files(
                    trainedBefore.get().model().sha256(), trainedNow.get().model().sha256()),
                losses(first, second),
                scores.of(scoredBefore.get().test(), scoredNow.get().test(), findings),
                scores.of(scoredBefore.get().validation(), scoredNow.get().validation(), findings),
                corrupted(scoredBefore.get(), scoredNow.get(), findings)));
        Surroundings.differences(first, second).stream()
            .filter(difference -> !surroundings.contains(difference))
            .forEach(surroundings::add);
      }
    }
    boolean whole = before.submission().map(s -> s.seeds().equals(study.seeds())).orElse(false);
    Repetition.Metrics metrics = whole ? metrics(before.evaluation(id), now.evaluation(id)) : null;
    boolean ended = now.evaluation(id).isPresent() && runs.size() == study.seeds().size();
    return new Repetition(
        study.studyId(),
        of,
        id,
        state(ended, now, runs, metrics),
        ended ? null : failure(now, id),
        runs,
        metrics,
        surroundings);
  }

  private static String state(
      boolean ended,
      StudyHistory now,
      List<Repetition.Run> runs,
      Repetition.@Nullable Metrics metrics) {
    if (!ended) {
      boolean over =
          now.outcome().filter(outcome -> outcome != StudyFinished.Outcome.DONE).isPresent();
      return over ? Repetition.FAILED : Repetition.RUNNING;
    }
    boolean equal =
        runs.stream().allMatch(Repetition.Run::isEqual)
            && (metrics == null || metrics.differences().isEmpty());
    return equal ? Repetition.EQUAL : Repetition.DIFFERS;
  }

  private static @Nullable String failure(StudyHistory now, String cellId) {
    return now.failures(cellId).stream().findFirst().map(f -> f.reason()).orElse(null);
  }

  private static @Nullable String losses(ModelManifest before, ModelManifest now) {
    int epochs = Math.max(before.history().size(), now.history().size());
    for (int i = 0; i < epochs; i++) {
      ModelManifest.Epoch first = i < before.history().size() ? before.history().get(i) : null;
      ModelManifest.Epoch second = i < now.history().size() ? now.history().get(i) : null;
      if (first == null || second == null) {
        return "epoch %d was trained %s only".formatted(i + 1, second == null ? "before" : "now");
      }
      if (!first.equals(second)) {
        return "epoch %d: training loss %s before, %s now; validation loss %s before, %s now"
            .formatted(
                i + 1,
                first.trainLoss(),
                second.trainLoss(),
                first.validationLoss(),
                second.validationLoss());
      }
    }
    return null;
  }

  /** Both studies have the same corruptions: those of the split. */
  private List<Repetition.Corrupted> corrupted(
      PredictionsReady before, PredictionsReady now, boolean findings) {
    Map<String, ArtifactRef> first = corrupted(before);
    List<Repetition.Corrupted> all = new ArrayList<>();
    corrupted(now)
        .forEach(
            (name, test) ->
                all.add(
                    new Repetition.Corrupted(
                        name, scores.of(Objects.requireNonNull(first.get(name)), test, findings))));
    return all;
  }

  private static SortedMap<String, ArtifactRef> corrupted(PredictionsReady scored) {
    SortedMap<String, ArtifactRef> files = new TreeMap<>();
    Objects.requireNonNullElse(scored.corrupted(), List.<PredictionsReady.Corrupted>of())
        .forEach(of -> files.put(of.corruption().slug(), of.test()));
    return files;
  }

  private Repetition.@Nullable Metrics metrics(
      Optional<EvaluationCompleted> before, Optional<EvaluationCompleted> now) {
    if (before.isEmpty() || now.isEmpty()) {
      return null;
    }
    Map<String, @Nullable Double> first = values(before.get().metrics());
    Map<String, @Nullable Double> second = values(now.get().metrics());
    List<String> differences = new ArrayList<>();
    second.forEach(
        (name, value) -> {
          Double was = first.get(name);
          if (!Objects.equals(was, value)) {
            differences.add("%s: %s before, %s now".formatted(name, text(was), text(value)));
          }
        });
    return new Repetition.Metrics(second.size(), differences);
  }

  private static String text(@Nullable Double value) {
    return value == null ? "none" : value.toString();
  }

  private Map<String, @Nullable Double> values(ArtifactRef ref) {
    Map<String, @Nullable Double> values = new LinkedHashMap<>();
    MetricsFile file = results.metrics(ref);
    add("", file.metrics().test(), values);
    List<FindingMetrics> findings = Objects.requireNonNullElse(file.findings(), List.of());
    findings.forEach(of -> add(of.finding() + ": ", of.test(), values));
    return values;
  }

  private static void add(
      String before, List<Metric> metrics, Map<String, @Nullable Double> values) {
    for (Metric metric : metrics) {
      String name = before + metric.name();
      values.put(name, metric.point());
      values.put(name + ", lower end", metric.lower());
      values.put(name + ", upper end", metric.upper());
      for (int i = 0; i < metric.perSeed().size(); i++) {
        values.put(name + ", seed " + (i + 1) + " of the row", metric.perSeed().get(i));
      }
    }
  }
}
