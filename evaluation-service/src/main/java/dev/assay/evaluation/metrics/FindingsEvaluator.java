// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.Part;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.FindingMetrics;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.CellMetrics;
import dev.assay.contracts.file.MetricsFile.EvaluatedData;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.statistics.CellEvaluation.MetricResult;
import dev.assay.statistics.FindingsEvaluation;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.FindingSet.Truth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Evaluates the models of a cell whose images may show several findings: each finding among the
 * images for which it is known, and the means over those that have a value.
 */
final class FindingsEvaluator {
  private final InputFiles files;

  FindingsEvaluator(InputFiles files) {
    this.files = files;
  }

  /**
   * @throws Unusable if the files contradict each other, or the plan asks for what is not computed
   */
  MetricsFile evaluate(EvaluationJob job, SplitManifest manifest) throws Unusable {
    refuse(job.plan());
    FindingPart test = new FindingPart(manifest, Part.TEST);
    FindingPart validation = new FindingPart(manifest, Part.VALIDATION);
    for (EvaluationJob.SeedPredictions seed : job.seeds()) {
      String of = " predictions of seed " + seed.seed();
      test.add(seed.seed(), files.findingPredictions("the test" + of, seed.test()));
      validation.add(
          seed.seed(), files.findingPredictions("the validation" + of, seed.validation()));
    }
    ResamplingPlan plan = Resampling.plan(job.plan(), manifest.dataset());
    SortedMap<Long, FindingScores> shares = shares(job, manifest, test.set());
    Results onTest = new Results(test.set(), test.scores(), plan);
    Results onValidation = new Results(validation.set(), validation.scores(), plan);
    Results baseline = new Results(test.set(), shares, plan);
    FindingSet set = test.set();
    List<FindingMetrics> findings = new ArrayList<>();
    List<Integer> present = new ArrayList<>();
    for (int f = 0; f < set.findings().size(); f++) {
      present.add(set.images(f, Truth.PRESENT));
      findings.add(
          new FindingMetrics(
              set.findings().get(f),
              set.images(f, Truth.PRESENT),
              set.images(f, Truth.ABSENT),
              set.images(f, Truth.UNKNOWN),
              set.whyNoArea(f).orElse(null),
              onTest.of(f, true),
              onValidation.of(f, false),
              baseline.of(f, true)));
    }
    return new MetricsFile(
        MetricsFile.FORMAT_VERSION,
        job.key(),
        new EvaluatedData(
            manifest.dataset(),
            manifest.classes(),
            null,
            manifest.groupKind(),
            manifest.synthetic(),
            set.rows(),
            set.groups().count(),
            present,
            validation.set().rows()),
        job.seedNumbers(),
        job.plan(),
        new CellMetrics(onTest.means(true), onValidation.means(false), baseline.means(true)),
        Map.of(),
        warnings(manifest, onTest, findings),
        null,
        null,
        null,
        findings);
  }

  private static void refuse(EvaluationPlan plan) throws Unusable {
    if (plan.clinical() != null
        || plan.subgroups() != null
        || plan.robustness() != null
        || plan.resampling() != null
        || !plan.method().equals("per-metric")) {
      throw Unusable.asked(
          "a positive class, subgroups, robustness, poisson weights and methods other than"
              + " per-metric are not computed where images have several findings");
    }
  }

  /** The model that knows of each finding only how often it is present in training. */
  private static SortedMap<Long, FindingScores> shares(
      EvaluationJob job, SplitManifest manifest, FindingSet test) throws Unusable {
    List<SplitManifest.Entry> trained = manifest.train(job.subsetRatio());
    if (trained.isEmpty()) {
      throw Unusable.contradiction("the split has no training images");
    }
    double[] shares = new double[manifest.classes().size()];
    for (int f = 0; f < shares.length; f++) {
      int known = 0;
      int present = 0;
      for (SplitManifest.Entry entry : trained) {
        FindingLabels of = Objects.requireNonNull(entry.findings());
        known += of.isKnown(f) ? 1 : 0;
        present += of.isPresent(f) ? 1 : 0;
      }
      shares[f] = known == 0 ? 0 : (double) present / known;
    }
    double[][] rows = new double[test.rows()][];
    Arrays.fill(rows, shares);
    return new TreeMap<>(Map.of(0L, new FindingScores(rows)));
  }

  private static List<String> warnings(
      SplitManifest manifest, Results test, List<FindingMetrics> findings) {
    Set<String> warnings = new LinkedHashSet<>(manifest.warnings());
    for (FindingMetrics of : findings) {
      if (of.leftOut() != null) {
        warnings.add(
            "%s has no value and is not in the mean over findings: %s"
                .formatted(of.finding(), of.leftOut()));
      }
    }
    for (FindingsEvaluation.OfFinding of : test.evaluation.findings()) {
      for (MetricResult result : of.metrics()) {
        if (result.interval() instanceof Interval interval) {
          interval.cautions().forEach(caution -> warnings.add(of.finding() + ": " + caution));
        }
      }
    }
    return List.copyOf(warnings);
  }

  /** What models are on one part, as rows of the file. */
  private static final class Results {
    private final FindingsEvaluation evaluation;

    Results(FindingSet set, SortedMap<Long, FindingScores> scores, ResamplingPlan plan) {
      this.evaluation = FindingsEvaluation.of(set, scores, plan);
    }

    List<MetricsFile.Metric> of(int finding, boolean intervals) {
      FindingsEvaluation.OfFinding of = evaluation.findings().get(finding);
      return rows(of.metrics(), of.ofSeeds(), intervals);
    }

    List<MetricsFile.Metric> means(boolean intervals) {
      return rows(evaluation.means(), evaluation.meansOfSeeds(), intervals);
    }

    private static List<MetricsFile.Metric> rows(
        List<MetricResult> results, List<List<Double>> ofSeeds, boolean intervals) {
      List<MetricsFile.Metric> rows = new ArrayList<>();
      for (int m = 0; m < results.size(); m++) {
        rows.add(row(results.get(m), ofSeeds.get(m), intervals));
      }
      return rows;
    }

    private static MetricsFile.Metric row(
        MetricResult result, List<Double> perSeed, boolean intervals) {
      MetricsFile.Metric row = MetricRows.row(perSeed, result, result.metric().key());
      return intervals || row.point() == null
          ? row
          : new MetricsFile.Metric(
              row.name(),
              row.point(),
              null,
              null,
              null,
              row.perSeed(),
              row.seedSd(),
              0,
              null,
              null,
              null);
    }
  }
}
