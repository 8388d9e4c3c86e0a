// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.Part;
import dev.assay.contracts.evaluation.ClinicalPlan;
import dev.assay.contracts.evaluation.RobustnessPlan;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.RobustnessMetrics;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.statistics.CellEvaluation;
import dev.assay.statistics.FoldedEvaluation;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the predictions of all folds of a cell and makes the metrics file of the cross-validation.
 */
public final class PooledEvaluator {
  private final InputFiles files;

  public PooledEvaluator(ArtifactStore store) {
    this.files = new InputFiles(store);
  }

  /**
   * A pure function of the job, as {@link CellEvaluator#evaluate} is.
   *
   * @throws Unusable if the files are missing, damaged or contradict each other
   */
  public MetricsFile evaluate(PooledJob job) throws Unusable {
    SplitManifest manifest = files.manifest(job.manifest());
    ClinicalPlan clinical = job.plan().clinical();
    @Nullable String positive =
        clinical == null ? null : clinical.positiveOf(manifest.classes()).orElse(null);
    PooledTest pooled = PooledTest.read(files, manifest, positive, job.folds());
    ResamplingPlan plan = Resampling.plan(job.plan(), manifest.dataset());
    CellEvaluation test = FoldedEvaluation.of(pooled.folded(), pooled.all().scores(), plan);
    CellEvaluation baseline =
        FoldedEvaluation.of(pooled.folded(), CellEvaluation.oneSeed(0, majority(pooled)), plan);
    boolean isDeclared = pooled.all().set().positiveClass().isPresent();
    return CellEvaluator.file(
        job,
        manifest,
        pooled.all(),
        test,
        validationImages(pooled),
        FoldMeans.of(
            pooled.folds().stream()
                .map(
                    fold ->
                        MetricRows.of(
                            CellEvaluation.points(
                                fold.validation().set(), fold.validation().scores()),
                            isDeclared))
                .toList()),
        baseline,
        SeedDetails.of(pooled, test),
        new Decisions(job, pooled, plan, robustness(job, manifest, pooled, plan)).details());
  }

  /** Null without corruptions. */
  private @Nullable RobustnessMetrics robustness(
      PooledJob job, SplitManifest manifest, PooledTest clean, ResamplingPlan plan)
      throws Unusable {
    LinkedHashMap<Corruption, SortedMap<Long, Scores>> corrupted = new LinkedHashMap<>();
    for (Corruption corruption : job.folds().getFirst().corruptions()) {
      List<EvaluationJob> folds = new ArrayList<>();
      for (EvaluationJob fold : job.folds()) {
        folds.add(fold.on(corruption));
      }
      corrupted.put(corruption, PooledTest.read(files, manifest, null, folds).all().scores());
    }
    RobustnessPlan asked = job.plan().robustness();
    return asked == null || corrupted.isEmpty()
        ? null
        : RobustnessRows.ofFolds(clean.folded(), Metric.ofKey(asked.metric()), plan)
            .rows(clean.all().scores(), corrupted);
  }

  /** Each fold predicts the most frequent class of its own training images. */
  private static Scores majority(PooledTest pooled) {
    return pooled
        .pool(fold -> Optional.of(CellEvaluator.majority(fold.trainingImages(), fold.test())))
        .orElseThrow();
  }

  /** The number of images that any fold validates on. */
  private static int validationImages(PooledTest pooled) {
    List<String> images = new ArrayList<>();
    pooled
        .folds()
        .forEach(
            fold ->
                fold.manifest().part(Part.VALIDATION).forEach(entry -> images.add(entry.image())));
    return Math.toIntExact(images.stream().distinct().count());
  }
}
