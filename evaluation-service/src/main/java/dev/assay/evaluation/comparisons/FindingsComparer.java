// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.comparisons;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.evaluation.comparisons.ComparisonJob.CellPredictions;
import dev.assay.evaluation.metrics.EvaluationJob.SeedPredictions;
import dev.assay.evaluation.metrics.FindingPart;
import dev.assay.evaluation.metrics.InputFiles;
import dev.assay.evaluation.metrics.Unusable;
import dev.assay.statistics.FindingsEvaluation;
import dev.assay.statistics.comparison.FindingModel;
import dev.assay.statistics.comparison.FindingsComparison;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FindingSet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;

/** Compares cells whose images may show several findings: all findings are one family. */
final class FindingsComparer {
  private final InputFiles files;

  FindingsComparer(InputFiles files) {
    this.files = files;
  }

  /**
   * @throws Unusable if the files contradict each other, or the primary metric is no area
   */
  ComparisonsFile compare(ComparisonJob job, SplitManifest manifest) throws Unusable {
    if (!job.plan().primary().equals(Metric.AUROC.key())) {
      throw Unusable.asked(
          "primary must be auroc where images have several findings, not " + job.plan().primary());
    }
    List<FindingModel> models = new ArrayList<>();
    List<FindingPart> parts = new ArrayList<>();
    for (CellPredictions cell : job.cells()) {
      FindingPart part = new FindingPart(manifest, Part.TEST);
      for (SeedPredictions seed : cell.seeds()) {
        String what =
            "the test predictions of " + job.name(cell.cellId()) + ", seed " + seed.seed() + ",";
        part.add(seed.seed(), files.findingPredictions(what, seed.test()));
      }
      models.add(new FindingModel(job.name(cell.cellId()), part.scores()));
      parts.add(part);
    }
    FindingSet set = parts.getFirst().set();
    ComparisonRows rows = new ComparisonRows(job, manifest);
    ResamplingPlan plan = CellComparer.resampling(job, manifest);
    int units = set.units(plan.unit()).count();
    if (job.reference() != null
        && job.cells().stream().noneMatch(c -> c.cellId().equals(job.reference()))) {
      return rows.withoutReference(set.rows(), units);
    }
    DeclaredFamily family = DeclaredFamily.of(job);
    if (family.family() == null) {
      return rows.withoutContrasts(set.rows(), units, family.notes());
    }
    FindingsComparison comparison =
        FindingsComparison.of(
            set,
            models,
            CellComparer.declared(job, Objects.requireNonNull(family.family()), plan),
            EnumSet.copyOf(FindingsEvaluation.METRICS));
    return rows.ofFindings(comparison, set.rows(), units, family.notes(), points(parts));
  }

  /** By metric, the mean of each cell over findings and seeds; a metric without one is empty. */
  private static List<List<Double>> points(List<FindingPart> parts) {
    List<List<Double>> all = new ArrayList<>();
    for (Metric metric : FindingsEvaluation.METRICS) {
      List<Double> points = new ArrayList<>();
      for (FindingPart part : parts) {
        FindingsEvaluation.means(part.set(), part.scores().values(), metric).stream()
            .mapToDouble(Double::doubleValue)
            .average()
            .ifPresent(points::add);
      }
      all.add(points);
    }
    return all;
  }
}
