// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.comparisons;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.evaluation.comparisons.ComparisonJob.CellPredictions;
import dev.assay.evaluation.metrics.AlignedSet;
import dev.assay.evaluation.metrics.EvaluationJob.SeedPredictions;
import dev.assay.evaluation.metrics.InputFiles;
import dev.assay.evaluation.metrics.PooledTest;
import dev.assay.evaluation.metrics.Resampling;
import dev.assay.evaluation.metrics.Unusable;
import dev.assay.statistics.comparison.AdjustedBy;
import dev.assay.statistics.comparison.ComparedCell;
import dev.assay.statistics.comparison.ComparisonPlan;
import dev.assay.statistics.comparison.Family;
import dev.assay.statistics.comparison.FoldedComparison;
import dev.assay.statistics.comparison.InterimAnalyses;
import dev.assay.statistics.comparison.ModelComparison;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FoldedSet;
import dev.assay.statistics.testset.LabelledSet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the predictions of cells, compares them and makes the comparisons file. */
public final class CellComparer {
  /** Compared in addition to the primary one, and labelled exploratory. */
  private static final Set<Metric> EXPLORATORY =
      EnumSet.of(
          Metric.ACCURACY,
          Metric.BALANCED_ACCURACY,
          Metric.F1_WEIGHTED,
          Metric.F1_MACRO,
          Metric.AUROC,
          Metric.MCC,
          Metric.LOG_LOSS);

  private final InputFiles files;

  public CellComparer(ArtifactStore store) {
    this.files = new InputFiles(store);
  }

  /**
   * A pure function of the job: the same job has the same file, byte for byte.
   *
   * @throws Unusable if the files are missing, damaged or contradict each other
   */
  public ComparisonsFile compare(ComparisonJob job) throws Unusable {
    SplitManifest manifest = files.manifest(job.manifest());
    if (manifest.hasFindings()) {
      return new FindingsComparer(files).compare(job, manifest);
    }
    return job.isPooled() ? pooled(job, manifest) : onOneSplit(job, manifest);
  }

  private ComparisonsFile pooled(ComparisonJob job, SplitManifest manifest) throws Unusable {
    List<ComparedCell> cells = new ArrayList<>();
    Optional<FoldedSet> set = Optional.empty();
    for (CellPredictions cell : job.cells()) {
      PooledTest pooled =
          PooledTest.read(files, manifest, null, Objects.requireNonNull(cell.folds()));
      cells.add(new ComparedCell(job.name(cell.cellId()), pooled.all().scores()));
      // Cells of smaller subsets have a larger test share: the largest makes the widest intervals.
      if (set.isEmpty() || set.get().testShare() < pooled.folded().testShare()) {
        set = Optional.of(pooled.folded());
      }
    }
    FoldedSet folded = set.orElseThrow();
    return written(
        job, manifest, folded.set(), plan -> FoldedComparison.of(folded, cells, plan, EXPLORATORY));
  }

  private ComparisonsFile onOneSplit(ComparisonJob job, SplitManifest manifest) throws Unusable {
    List<ComparedCell> cells = new ArrayList<>();
    Optional<LabelledSet> set = Optional.empty();
    for (CellPredictions cell : job.cells()) {
      AlignedSet aligned =
          new AlignedSet(manifest, Part.TEST, null, Resampling.isLasting(job.evaluation()));
      for (SeedPredictions seed : cell.seeds()) {
        String what =
            "the test predictions of " + job.name(cell.cellId()) + ", seed " + seed.seed() + ",";
        aligned.add(seed.seed(), files.predictions(what, seed.test()));
      }
      cells.add(new ComparedCell(job.name(cell.cellId()), aligned.scores()));
      set = Optional.of(aligned.set());
    }
    LabelledSet labelled = set.orElseThrow();
    return written(
        job, manifest, labelled, plan -> ModelComparison.of(labelled, cells, plan, EXPLORATORY));
  }

  private static ComparisonsFile written(
      ComparisonJob job,
      SplitManifest manifest,
      LabelledSet labelled,
      Function<ComparisonPlan, ModelComparison> comparison) {
    ComparisonRows rows = new ComparisonRows(job, manifest);
    ResamplingPlan plan = resampling(job, manifest);
    if (job.reference() != null
        && job.cells().stream().noneMatch(c -> c.cellId().equals(job.reference()))) {
      return rows.withoutReference(labelled.rows(), labelled.units(plan.unit()).count());
    }
    DeclaredFamily family = DeclaredFamily.of(job);
    if (family.family() == null) {
      return rows.withoutContrasts(
          labelled.rows(), labelled.units(plan.unit()).count(), family.notes());
    }
    return rows.of(comparison.apply(declared(job, family.family(), plan)), family.notes());
  }

  /** The intervals of a family have the confidence of its level. */
  static ResamplingPlan resampling(ComparisonJob job, SplitManifest manifest) {
    ResamplingPlan plan = Resampling.plan(job.evaluation(), manifest.dataset());
    return new ResamplingPlan(
        plan.resamples(),
        1 - job.plan().alphaOfInterimAnalysis(),
        plan.unit(),
        plan.seed(),
        plan.scheme(),
        plan.method(),
        plan.stratified());
  }

  static ComparisonPlan declared(ComparisonJob job, Family family, ResamplingPlan resampling) {
    List<Set<String>> earlier = new ArrayList<>();
    for (List<String> analysis : job.interimAnalyses()) {
      earlier.add(new HashSet<>(analysis.stream().map(job::name).toList()));
    }
    ComparisonPlan plan =
        ComparisonPlan.of(Metric.ofKey(job.plan().primary()), family, resampling)
            .with(
                job.plan().adjustment().equals(dev.assay.contracts.evaluation.ComparisonPlan.HOLM)
                    ? AdjustedBy.HOLM
                    : AdjustedBy.MAX_T)
            .with(new InterimAnalyses(earlier));
    Double margin = job.plan().margin();
    return margin == null ? plan : plan.withMargin(margin);
  }
}
