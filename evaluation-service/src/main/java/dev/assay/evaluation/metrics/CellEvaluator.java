// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.Part;
import dev.assay.contracts.evaluation.ClinicalPlan;
import dev.assay.contracts.evaluation.RobustnessPlan;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.CellDetails;
import dev.assay.contracts.file.MetricsFile.CellMetrics;
import dev.assay.contracts.file.MetricsFile.EvaluatedData;
import dev.assay.contracts.file.RobustnessMetrics;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.statistics.CellEvaluation;
import dev.assay.statistics.CellEvaluation.SeedResult;
import dev.assay.statistics.decisions.MajorityBaseline;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.Scores;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the predictions of a cell, evaluates them and makes the metrics file. */
public final class CellEvaluator {
  private final InputFiles files;

  public CellEvaluator(ArtifactStore store) {
    this.files = new InputFiles(store);
  }

  /**
   * A pure function of the job: the same job has the same file, byte for byte.
   *
   * @throws Unusable if the files are missing, damaged or contradict each other
   */
  public MetricsFile evaluate(EvaluationJob job) throws Unusable {
    SplitManifest manifest = files.manifest(job.manifest());
    if (manifest.hasFindings()) {
      return new FindingsEvaluator(files).evaluate(job, manifest);
    }
    ClinicalPlan clinical = job.plan().clinical();
    @Nullable String positive =
        clinical == null ? null : clinical.positiveOf(manifest.classes()).orElse(null);
    boolean lasting = Resampling.isLasting(job.plan());
    AlignedSet test = new AlignedSet(manifest, Part.TEST, positive, lasting);
    AlignedSet validation = new AlignedSet(manifest, Part.VALIDATION, positive, lasting);
    for (EvaluationJob.SeedPredictions seed : job.seeds()) {
      String of = " predictions of seed " + seed.seed();
      test.add(seed.seed(), files.predictions("the test" + of, seed.test()));
      validation.add(seed.seed(), files.predictions("the validation" + of, seed.validation()));
    }
    ResamplingPlan plan = Resampling.plan(job.plan(), manifest.dataset());
    CellEvaluation onTest = CellEvaluation.withIntervals(test.set(), test.scores(), plan);
    CellEvaluation onValidation = CellEvaluation.points(validation.set(), validation.scores());
    CellDetails details =
        new Decisions(job, test, validation, plan, robustness(job, manifest, test, plan)).details();
    return file(
        job,
        manifest,
        test,
        onTest,
        onValidation.images(),
        MetricRows.of(onValidation, test.set().positiveClass().isPresent()),
        baseline(job, manifest, test, plan),
        SeedDetails.of(test, validation),
        details);
  }

  /** Null without corruptions. */
  private @Nullable RobustnessMetrics robustness(
      EvaluationJob job, SplitManifest manifest, AlignedSet test, ResamplingPlan plan)
      throws Unusable {
    LinkedHashMap<Corruption, SortedMap<Long, Scores>> corrupted = new LinkedHashMap<>();
    for (Corruption corruption : job.corruptions()) {
      AlignedSet set = new AlignedSet(manifest, Part.TEST, null, Resampling.isLasting(job.plan()));
      for (EvaluationJob.SeedPredictions seed : job.on(corruption).seeds()) {
        String what =
            "the test predictions of seed %d on %s".formatted(seed.seed(), corruption.slug());
        set.add(seed.seed(), files.predictions(what, seed.test()));
      }
      corrupted.put(corruption, set.scores());
    }
    RobustnessPlan asked = job.plan().robustness();
    return asked == null || corrupted.isEmpty()
        ? null
        : RobustnessRows.of(test.set(), Metric.ofKey(asked.metric()), plan)
            .rows(test.scores(), corrupted);
  }

  private static CellEvaluation baseline(
      EvaluationJob job, SplitManifest manifest, AlignedSet test, ResamplingPlan plan)
      throws Unusable {
    List<SplitManifest.Entry> trained = manifest.train(job.subsetRatio());
    if (trained.isEmpty()) {
      throw Unusable.contradiction("the split has no training images");
    }
    return CellEvaluation.withIntervals(
        test.set(), CellEvaluation.oneSeed(0, majority(trained, test)), plan);
  }

  /** The scores of the model that always predicts the most frequent training class. */
  static Scores majority(List<SplitManifest.Entry> trained, AlignedSet test) {
    long[] ofClass = new long[test.set().classCount()];
    trained.forEach(entry -> ofClass[entry.label()]++);
    return MajorityBaseline.scores(ofClass, test.set().rows());
  }

  /** The metrics file of one split or of all folds together. */
  static MetricsFile file(
      CellJob job,
      SplitManifest manifest,
      AlignedSet testSet,
      CellEvaluation test,
      int validationImages,
      List<MetricsFile.Metric> validation,
      CellEvaluation baseline,
      List<MetricsFile.SeedDetails> seeds,
      CellDetails details) {
    List<String> classes = manifest.classes();
    Optional<String> positive = testSet.set().positiveClass();
    return new MetricsFile(
        MetricsFile.FORMAT_VERSION,
        job.key(),
        new EvaluatedData(
            manifest.dataset(),
            classes,
            // The area under the curve of two classes is the same for either.
            positive.orElse(classes.size() == 2 ? classes.get(1) : null),
            manifest.groupKind(),
            manifest.synthetic(),
            test.images(),
            test.groups(),
            Arrays.stream(testSet.set().imagesPerClass()).boxed().toList(),
            validationImages),
        job.seedNumbers(),
        job.plan(),
        new CellMetrics(
            MetricRows.of(test, positive.isPresent()),
            validation,
            MetricRows.of(baseline, positive.isPresent())),
        confusion(test),
        MetricRows.warnings(manifest.warnings(), test, positive.isPresent()),
        seeds,
        SeedDetails.designEffect(testSet),
        details);
  }

  private static Map<Long, List<List<Integer>>> confusion(CellEvaluation test) {
    Map<Long, List<List<Integer>>> ofSeed = new TreeMap<>();
    for (SeedResult seed : test.seeds()) {
      ofSeed.put(
          seed.seed(),
          seed.confusion().counts().stream()
              .map(row -> row.stream().map(Math::toIntExact).toList())
              .toList());
    }
    return ofSeed;
  }
}
