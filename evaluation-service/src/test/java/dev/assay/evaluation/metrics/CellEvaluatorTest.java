// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.evaluation.ClinicalPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.evaluation.StudyFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellEvaluatorTest {
  @TempDir Path folder;
  private FileSystemStore store;
  private StudyFixture fixture;
  private CellEvaluator evaluator;

  @BeforeEach
  void makeStore() throws IOException {
    store = new FileSystemStore(folder.resolve("artifacts"));
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    fixture = new StudyFixture(store, scratch, "study-1", "chest");
    evaluator = new CellEvaluator(store);
  }

  private EvaluationJob job() {
    return job(fixture.predictions());
  }

  private EvaluationJob job(List<PredictionsReady> predictions) {
    return new EvaluationJob(
        StudyFixture.PLAN,
        fixture.manifestRef(),
        1,
        predictions.stream()
            .map(e -> new EvaluationJob.SeedPredictions(e.seed(), e.test(), e.validation()))
            .toList());
  }

  private double accuracy(Part part, long seed) {
    List<Predictions.Row> rows = fixture.rows(part, seed).rows();
    long right = rows.stream().filter(row -> row.predicted() == row.label()).count();
    return (double) right / rows.size();
  }

  @Test
  void writesTheMeanOverSeedsWithAnIntervalForTheTestImages() throws Unusable {
    MetricsFile file = evaluator.evaluate(job());

    MetricsFile.Metric accuracy = file.metrics().test("accuracy");
    double one = accuracy(Part.TEST, 1);
    double two = accuracy(Part.TEST, 2);
    assertThat(accuracy.point()).isCloseTo((one + two) / 2, within(1e-12));
    assertThat(accuracy.perSeed()).containsExactly(one, two);
    assertThat(accuracy.seedSd()).isCloseTo(Math.abs(one - two) / Math.sqrt(2), within(1e-12));
    assertThat(accuracy.method()).isEqualTo("percentile");
    assertThat(accuracy.lower()).isLessThan(accuracy.point());
    assertThat(accuracy.upper()).isGreaterThan(accuracy.point());
    assertThat(file.metrics().test("auroc").point()).isBetween(0.5, 1.0);
  }

  @Test
  void writesPointsOnlyForTheValidationImages() throws Unusable {
    MetricsFile file = evaluator.evaluate(job());

    assertThat(file.metrics().validation()).allMatch(metric -> metric.lower() == null);
    assertThat(file.metrics().validation().getFirst().name()).isEqualTo("accuracy");
    assertThat(file.metrics().validation().getFirst().point())
        .isCloseTo(
            (accuracy(Part.VALIDATION, 1) + accuracy(Part.VALIDATION, 2)) / 2, within(1e-12));
    assertThat(file.data().validationImages()).isEqualTo(40);
  }

  @Test
  void writesTheMajorityBaselineWithAnInterval() throws Unusable {
    MetricsFile file = evaluator.evaluate(job());

    MetricsFile.Metric accuracy = file.metrics().baseline().getFirst();
    assertThat(accuracy.name()).isEqualTo("accuracy");
    assertThat(accuracy.point()).isEqualTo(file.data().classCounts().get(1) / 100.0);
    assertThat(accuracy.lower()).isNotNull();
    MetricsFile.Metric auroc =
        file.metrics().baseline().stream()
            .filter(m -> m.name().equals("auroc"))
            .findFirst()
            .orElseThrow();
    assertThat(auroc.point()).isEqualTo(0.5);
    assertThat(auroc.reason()).isEqualTo("all resamples give the same value");
  }

  @Test
  void describesTheTestSetAndTheConfusionOfEachSeed() throws Unusable {
    MetricsFile file = evaluator.evaluate(job());

    assertThat(file.data().images()).isEqualTo(100);
    assertThat(file.data().groups()).isEqualTo(50);
    assertThat(file.data().classCounts()).containsExactly(24, 76);
    assertThat(file.data().positiveClass()).isEqualTo("PNEUMONIA");
    assertThat(file.data().synthetic()).isTrue();
    assertThat(file.seeds()).containsExactly(1L, 2L);
    assertThat(file.confusion()).containsOnlyKeys(1L, 2L);
    int all = file.confusion().get(2L).stream().flatMap(List::stream).mapToInt(i -> i).sum();
    assertThat(all).isEqualTo(100);
    assertThat(file.warnings())
        .contains("made by a program")
        .anyMatch(text -> text.contains("2 seeds are too few to be resampled"));
  }

  @Test
  void writesClassesAndCalibrationOfEachSeed() throws Unusable {
    MetricsFile file = evaluator.evaluate(job());

    assertThat(file.seedDetails())
        .extracting(MetricsFile.SeedDetails::seed)
        .containsExactly(1L, 2L);
    MetricsFile.SeedDetails first = file.seedDetails().getFirst();
    assertThat(first.perClass())
        .extracting(MetricsFile.ClassMetrics::support)
        .containsExactly(24L, 76L);
    assertThat(first.calibrationBins().stream().mapToLong(MetricsFile.CalibrationBin::images).sum())
        .isEqualTo(100);
    assertThat(file.designEffect()).isPositive();
    assertThat(file.metrics().test("ece_15").corrected()).isNotNegative();
    assertThat(file.metrics().test("ece_15").lower()).isNull();
    assertThat(file.metrics().test("accuracy").analytic())
        .extracting(MetricsFile.AnalyticInterval::method)
        .contains("Wilson, effective images", "Wilson, assuming independent images");
  }

  @Test
  void storedCalibratedProbabilitiesAreToldBesideWhatTheModelSays() throws Unusable {
    Predictions raw = fixture.rows(Part.TEST, 1);
    List<Predictions.Row> undecided =
        raw.rows().stream()
            .map(
                r ->
                    new Predictions.Row(
                        r.image(),
                        r.group(),
                        r.label(),
                        r.probabilities(),
                        new double[] {0.5, 0.5}))
            .toList();
    Predictions calibrated = new Predictions(StudyFixture.CLASSES, undecided);
    PredictionsReady ready =
        fixture.predictions(
            1, "cal", fixture.put(calibrated), fixture.put(fixture.rows(Part.VALIDATION, 1)));

    MetricsFile file = evaluator.evaluate(job(List.of(ready)));

    MetricsFile.SeedDetails details = file.seedDetails().getFirst();
    assertThat(details.calibrated().get("log_loss")).isCloseTo(Math.log(2), within(1e-12));
    assertThat(details.temperature()).as("it is not what was done").isNull();
    assertThat(file.metrics().test("log_loss").point()).isNotCloseTo(Math.log(2), within(0.05));
    assertThat(file.metrics().test("accuracy").point()).isEqualTo(accuracy(Part.TEST, 1));
  }

  @Test
  void namesNoImageAndNoPatient() throws Unusable {
    String json = evaluator.evaluate(job()).toJson();

    assertThat(fixture.manifest().entries())
        .noneMatch(e -> json.contains(e.image()) || json.contains('"' + e.group() + '"'));
  }

  /** Ids and pseudonyms depend on the key of an installation, and results must not. */
  @Test
  void computesTheSameUnderEveryKey() throws Exception {
    EvaluationJob job = job();

    EvaluationJob elsewhere =
        new EvaluationJob(
            job.plan(),
            underAnotherKey(job.manifest()),
            job.subsetRatio(),
            job.seeds().stream()
                .map(
                    seed ->
                        new EvaluationJob.SeedPredictions(
                            seed.seed(),
                            underAnotherKey(seed.test()),
                            underAnotherKey(seed.validation())))
                .toList());

    assertThat(elsewhere.manifest()).isNotEqualTo(job.manifest());
    // The key of the evaluation names the files, which have other ids.
    assertThat(evaluator.evaluate(elsewhere).toJson().replace(elsewhere.key(), job.key()))
        .isEqualTo(evaluator.evaluate(job).toJson());
  }

  private ArtifactRef underAnotherKey(ArtifactRef file) {
    try {
      String text = Files.readString(store.local(file));
      for (SplitManifest.Entry entry : fixture.manifest().entries()) {
        text = text.replace(entry.image(), Hash.ofText("another key " + entry.image()));
        text =
            text.replaceAll(
                "\\b" + entry.group() + "\\b",
                Hash.ofText("another key " + entry.group()).substring(0, 32));
      }
      Path other = Files.writeString(Files.createTempFile(folder, "other", ""), text);
      return store.put(other, file.mediaType());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void writesTheSameBytesForTheSameJob() throws Unusable {
    String first = evaluator.evaluate(job()).toJson();
    String second = new CellEvaluator(store).evaluate(job()).toJson();

    assertThat(second).isEqualTo(first);
  }

  @Test
  void writesAnIntervalThatSuitsTheMetric() throws Unusable {
    EvaluationJob job = job();
    EvaluationPlan perMetric = EvaluationPlan.standard();

    MetricsFile file =
        new CellEvaluator(store)
            .evaluate(new EvaluationJob(perMetric, job.manifest(), 1, job.seeds()));

    assertThat(perMetric.method()).isEqualTo("per-metric");
    assertThat(file.metrics().test("accuracy").method()).isEqualTo("confusion-draws");
    assertThat(file.metrics().test("auroc").method()).isEqualTo("area-score");
    assertThat(file.metrics().test("average_precision_macro").method())
        .isEqualTo("precision-logit");
    assertThat(file.metrics().test("log_loss").method()).isEqualTo("percentile");
    assertThat(file.warnings()).noneMatch(w -> w.startsWith("spread of the test set"));
  }

  @Test
  void keyChangesWithWhatTheMetricsDependOnAndWithNothingElse() {
    List<PredictionsReady> predictions = fixture.predictions();
    EvaluationJob job = job(predictions);
    EvaluationPlan otherPlan = new EvaluationPlan(501, 0.95, "group", "percentile", 1);

    assertThat(job(predictions.reversed()).key()).isEqualTo(job.key());
    assertThat(new EvaluationJob(otherPlan, job.manifest(), 1, job.seeds()).key())
        .isNotEqualTo(job.key());
    assertThat(new EvaluationJob(job.plan(), job.manifest(), 0.5, job.seeds()).key())
        .isNotEqualTo(job.key());
    assertThat(job(predictions.subList(0, 1)).key()).isNotEqualTo(job.key());
    assertThat(new EvaluationJob(job.plan(), StudyFixture.nothing("other"), 1, job.seeds()).key())
        .isNotEqualTo(job.key());
  }

  private void assertRefuses(Predictions test, String reason) {
    PredictionsReady bad =
        fixture.predictions(
            1, "bad", fixture.put(test), fixture.put(fixture.rows(Part.VALIDATION, 1)));
    assertThatThrownBy(() -> evaluator.evaluate(job(List.of(bad))))
        .isInstanceOfSatisfying(
            Unusable.class,
            e -> {
              assertThat(e.passing()).isFalse();
              assertThat(e.actor()).isEqualTo(Actor.DEVELOPER);
            })
        .hasMessageContaining("the test predictions of seed 1")
        .hasMessageContaining(reason)
        .hasMessageNotContaining(folder.toString());
  }

  @Test
  void refusesPredictionsAboutFewerImagesThanTheSplit() {
    Predictions all = fixture.rows(Part.TEST, 1);

    assertRefuses(
        new Predictions(all.classes(), all.rows().subList(1, 100)),
        "are about 99 images, the split about 100");
  }

  @Test
  void refusesPredictionsAboutOtherImages() {
    List<Predictions.Row> rows = new ArrayList<>(fixture.rows(Part.TEST, 1).rows());
    Predictions.Row row = rows.getFirst();
    rows.set(0, new Predictions.Row("another", row.group(), row.label(), row.probabilities()));

    assertRefuses(new Predictions(StudyFixture.CLASSES, rows), "contradict the split");
  }

  @Test
  void refusesPredictionsThatMoveAnImageToAnotherPatient() {
    List<Predictions.Row> rows = new ArrayList<>(fixture.rows(Part.TEST, 1).rows());
    Predictions.Row row = rows.getFirst();
    rows.set(0, new Predictions.Row(row.image(), "p999", row.label(), row.probabilities()));

    assertRefuses(new Predictions(StudyFixture.CLASSES, rows), "contradict the split");
  }

  @Test
  void refusesPredictionsWithAnImageTwice() {
    List<Predictions.Row> rows = new ArrayList<>(fixture.rows(Part.TEST, 1).rows());
    rows.set(0, rows.get(1));

    assertRefuses(new Predictions(StudyFixture.CLASSES, rows), "have an image twice");
  }

  @Test
  void refusesPredictionsOfOtherClasses() {
    Predictions test = fixture.rows(Part.TEST, 1);

    assertRefuses(new Predictions(List.of("a", "b"), test.rows()), "are about the classes [a, b]");
  }

  @Test
  void missingPredictionsAreForTheOperator() {
    PredictionsReady missing =
        fixture.predictions(
            1, "bad", StudyFixture.nothing("gone"), fixture.put(fixture.rows(Part.VALIDATION, 1)));

    assertThatThrownBy(() -> evaluator.evaluate(job(List.of(missing))))
        .isInstanceOfSatisfying(
            Unusable.class, e -> assertThat(e.actor()).isEqualTo(Actor.OPERATOR))
        .hasMessageStartingWith("the test predictions of seed 1 are not in the artifact store")
        .hasMessageNotContaining(folder.toString());
  }

  @Test
  void predictionsThatAreNoCsvAreRefusedWithoutQuotingThem() {
    ArtifactRef garbage =
        store.put(
            new ByteArrayInputStream("p17 is ill\n".getBytes(StandardCharsets.UTF_8)),
            MediaTypes.PREDICTIONS);
    PredictionsReady bad =
        fixture.predictions(1, "bad", garbage, fixture.put(fixture.rows(Part.VALIDATION, 1)));

    assertThatThrownBy(() -> evaluator.evaluate(job(List.of(bad))))
        .isInstanceOf(Unusable.class)
        .hasMessage("the test predictions of seed 1 are not in the format of their kind")
        .hasNoCause();
  }

  private EvaluationJob clinical() {
    EvaluationPlan plan =
        new EvaluationPlan(
            500,
            0.95,
            "group",
            "percentile",
            1,
            null,
            new ClinicalPlan(List.of("PNEUMONIA", "AMD"), 0.8, 0.9, 0.05, 0.1));
    EvaluationJob job = job();
    return new EvaluationJob(plan, job.manifest(), job.subsetRatio(), job.seeds());
  }

  @Test
  void tellsWhatDecisionsAboutADeclaredClassComeTo() throws Unusable {
    MetricsFile file = evaluator.evaluate(clinical());

    assertThat(file.data().positiveClass()).isEqualTo("PNEUMONIA");
    assertThat(file.metrics().test("recall_binary").lower()).isNotNull();
    assertThat(file.cellDetails().clinical())
        .extracting(MetricsFile.Metric::name)
        .containsExactly(
            "sensitivity_at_specificity_0.8",
            "specificity_attained_at_specificity_0.8",
            "sensitivity_attained_at_sensitivity_0.9",
            "specificity_at_sensitivity_0.9",
            "ppv_at_prevalence_0.05",
            "npv_at_prevalence_0.05",
            "net_benefit_at_0.1");
    assertThat(file.cellDetails().clinical())
        .allSatisfy(
            metric -> {
              assertThat(metric.perSeed()).hasSize(2);
              assertThat(metric.lower()).isLessThanOrEqualTo(metric.point());
              assertThat(metric.upper()).isGreaterThanOrEqualTo(metric.point());
            });
    // by Bayes from the sensitivity and specificity of each seed
    MetricsFile.Metric ppv = file.cellDetails().clinical().get(4);
    double sensitivity = file.metrics().test("recall_binary").perSeed().getFirst();
    double specificity = file.metrics().test("specificity_positive").perSeed().getFirst();
    assertThat(ppv.perSeed().getFirst())
        .isCloseTo(
            sensitivity * 0.05 / (sensitivity * 0.05 + (1 - specificity) * 0.95), within(1e-12));
  }

  @Test
  void choosesThresholdsOnValidationImages() throws Unusable {
    MetricsFile file = evaluator.evaluate(clinical());

    MetricsFile.Threshold chosen = file.cellDetails().thresholds().getFirst();
    assertThat(chosen.purpose()).isEqualTo("specificity_0.8");
    List<Predictions.Row> rows = fixture.rows(Part.VALIDATION, chosen.seed()).rows();
    long negatives = rows.stream().filter(row -> row.label() == 0).count();
    long kept =
        rows.stream()
            .filter(row -> row.label() == 0 && row.probabilities()[1] < chosen.probability() - 1e-9)
            .count();
    assertThat((double) kept / negatives).isGreaterThanOrEqualTo(0.8);
    assertThat(file.cellDetails().thresholds()).hasSize(4);
  }

  @Test
  void tellsOfPatientsAndOfAllSeedsTogether() throws Unusable {
    MetricsFile file = evaluator.evaluate(job());

    assertThat(file.cellDetails().clinical()).isEmpty();
    int all =
        file.cellDetails().ensembleConfusion().stream()
            .flatMap(List::stream)
            .mapToInt(i -> i)
            .sum();
    assertThat(all).isEqualTo(100);
    assertThat(file.cellDetails().patients())
        .extracting(MetricsFile.PatientMetrics::rule)
        .containsExactly("mean-probability", "majority");
    MetricsFile.PatientMetrics mean = file.cellDetails().patients().getFirst();
    assertThat(mean.groups()).isEqualTo(50);
    assertThat(mean.test().getFirst().name()).isEqualTo("accuracy");
    assertThat(mean.test().getFirst().lower()).isNotNull();
    assertThat(file.cellDetails().patients().get(1).test())
        .allMatch(metric -> metric.lower() == null);
  }

  @Test
  void tellsTheCalibrationLineAfterTheTemperature() throws Unusable {
    MetricsFile file = evaluator.evaluate(job());

    assertThat(file.seedDetails())
        .allSatisfy(
            seed ->
                assertThat(seed.calibrated())
                    .containsKeys("log_loss", "calibration_intercept", "calibration_slope"));
  }
}
