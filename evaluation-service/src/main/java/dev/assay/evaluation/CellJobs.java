// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import static java.util.stream.Collectors.toMap;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.evaluation.metrics.CellJob;
import dev.assay.evaluation.metrics.EvaluationJob;
import dev.assay.evaluation.metrics.EvaluationJob.SeedPredictions;
import dev.assay.evaluation.metrics.PooledJob;
import dev.assay.evaluation.store.PredictionRow;
import dev.assay.evaluation.store.SplitRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The jobs of a study's cells, from the tables as they are now. Each cell's rows are read alone.
 */
final class CellJobs {
  private final StudyIndex index;
  private final StudySubmitted study;
  private final Map<String, Optional<ArtifactRef>> manifests = new HashMap<>();

  CellJobs(StudyIndex index) {
    this.index = index;
    this.study = index.study();
  }

  /** Empty while its split or predictions of a seed are missing, or those of one of its folds. */
  Optional<CellJob> of(String cellId) {
    Cell cell = index.cell(cellId).orElseThrow();
    Optional<ArtifactRef> manifest =
        manifests.computeIfAbsent(
            cell.dataset(),
            dataset -> SplitRow.of(study.studyId(), dataset).map(row -> row.event().manifest()));
    if (manifest.isEmpty()) {
      return Optional.empty();
    }
    List<String> pools = cell.pools();
    return pools == null
        ? trained(cell, manifest.get()).map(job -> job)
        : pooled(pools, manifest.get()).map(job -> job);
  }

  private Optional<EvaluationJob> trained(Cell cell, ArtifactRef manifest) {
    Map<Long, PredictionsReady> ofSeed =
        PredictionRow.ofCell(study.studyId(), cell.cellId()).stream()
            .filter(row -> study.seeds().contains(row.seed))
            .collect(toMap(row -> row.seed, PredictionRow::event));
    if (!ofSeed.keySet().containsAll(study.seeds())) {
      return Optional.empty();
    }
    List<SeedPredictions> seeds = new ArrayList<>();
    ofSeed.forEach(
        (seed, event) ->
            seeds.add(
                new SeedPredictions(seed, event.test(), event.validation(), event.corrupted())));
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
