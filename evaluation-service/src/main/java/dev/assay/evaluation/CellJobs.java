// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.evaluation.metrics.CellJob;
import dev.assay.evaluation.metrics.EvaluationJob;
import dev.assay.evaluation.metrics.EvaluationJob.SeedPredictions;
import dev.assay.evaluation.metrics.PooledJob;
import dev.assay.evaluation.store.PredictionRow;
import dev.assay.evaluation.store.SplitRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The jobs of a study's cells, from the tables as they are now. */
final class CellJobs {
  private final StudySubmitted study;
  private final Map<String, Cell> cells;
  private final Map<String, ArtifactRef> manifests;
  private final Map<String, Map<Long, PredictionsReady>> predictions;

  private CellJobs(
      StudySubmitted study,
      Map<String, ArtifactRef> manifests,
      Map<String, Map<Long, PredictionsReady>> predictions) {
    this.study = study;
    this.cells = study.cells().stream().collect(toMap(Cell::cellId, cell -> cell));
    this.manifests = manifests;
    this.predictions = predictions;
  }

  /** Reads the tables. */
  static CellJobs of(StudySubmitted study) {
    return new CellJobs(
        study,
        SplitRow.ofStudy(study.studyId()).stream()
            .map(SplitRow::event)
            .collect(toMap(SplitPublished::dataset, SplitPublished::manifest)),
        PredictionRow.ofStudy(study.studyId()).stream()
            .filter(row -> study.seeds().contains(row.seed))
            .collect(groupingBy(row -> row.cellId, toMap(row -> row.seed, PredictionRow::event))));
  }

  /** Empty while its split or predictions of a seed are missing, or those of one of its folds. */
  Optional<CellJob> of(String cellId) {
    Cell cell = Optional.ofNullable(cells.get(cellId)).orElseThrow();
    ArtifactRef manifest = manifests.get(cell.dataset());
    if (manifest == null) {
      return Optional.empty();
    }
    List<String> pools = cell.pools();
    return pools == null
        ? trained(cell, manifest).map(job -> job)
        : pooled(pools, manifest).map(job -> job);
  }

  private Optional<EvaluationJob> trained(Cell cell, ArtifactRef manifest) {
    Map<Long, PredictionsReady> ofSeed = predictions.getOrDefault(cell.cellId(), Map.of());
    if (!ofSeed.keySet().containsAll(study.seeds())) {
      return Optional.empty();
    }
    List<SeedPredictions> seeds = new ArrayList<>();
    ofSeed.forEach(
        (seed, event) -> seeds.add(new SeedPredictions(seed, event.test(), event.validation())));
    return Optional.of(new EvaluationJob(study.evaluation(), manifest, cell.subsetRatio(), seeds));
  }

  private Optional<PooledJob> pooled(List<String> pools, ArtifactRef manifest) {
    List<EvaluationJob> folds = new ArrayList<>();
    for (String fold : pools) {
      Optional<CellJob> job = of(fold);
      if (job.isEmpty() || !(job.get() instanceof EvaluationJob ofFold)) {
        return Optional.empty();
      }
      folds.add(ofFold);
    }
    return Optional.of(new PooledJob(study.evaluation(), manifest, folds));
  }
}
