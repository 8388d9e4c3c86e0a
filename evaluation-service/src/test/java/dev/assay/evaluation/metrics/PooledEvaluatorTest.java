// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.evaluation.ClinicalPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.Predictions;
import dev.assay.evaluation.FoldsFixture;
import dev.assay.evaluation.StudyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PooledEvaluatorTest {
  @TempDir Path folder;
  private FoldsFixture fixture;
  private PooledEvaluator evaluator;

  @BeforeEach
  void makeStore() throws IOException {
    FileSystemStore store = new FileSystemStore(folder.resolve("artifacts"));
    fixture =
        new FoldsFixture(store, Files.createDirectory(folder.resolve("scratch")), "chest", "net");
    evaluator = new PooledEvaluator(store);
  }

  private double accuracy(long seed) {
    List<Predictions.Row> rows =
        IntStream.range(0, FoldsFixture.FOLDS)
            .boxed()
            .flatMap(fold -> fixture.rows("net", fold, Part.TEST, seed).rows().stream())
            .toList();
    return (double) rows.stream().filter(r -> r.predicted() == r.label()).count() / rows.size();
  }

  @Test
  void pointIsOfAllImagesAndIntervalResamplesTheirPatients() throws Unusable {
    MetricsFile file = evaluator.evaluate(fixture.job("net"));

    assertThat(file.data().images()).isEqualTo(180);
    assertThat(file.data().groups()).isEqualTo(90);
    assertThat(file.data().dataset()).isEqualTo("chest");
    assertThat(file.seeds()).containsExactly(1L, 2L);
    MetricsFile.Metric accuracy = file.metrics().test("accuracy");
    assertThat(accuracy.point()).isCloseTo((accuracy(1) + accuracy(2)) / 2, within(1e-12));
    assertThat(accuracy.perSeed()).containsExactly(accuracy(1), accuracy(2));
    // Both images of a patient have nearly always the same decision: 90 units, not 180, and
    // certainly not 3. At 1.96 standard errors of 90 units.
    double half = 1.96 * Math.sqrt(accuracy.point() * (1 - accuracy.point()) / 90);
    assertThat((accuracy.upper() - accuracy.lower()) / 2).isBetween(0.6 * half, 1.2 * half);
    assertThat(file.confusion().get(1L).stream().flatMap(List::stream).mapToInt(i -> i).sum())
        .isEqualTo(180);
  }

  @Test
  void areasAreNotMadeOfScoresOfDifferentModels() throws Unusable {
    MetricsFile file = evaluator.evaluate(fixture.job("net"));

    // Within a fold all ill images are above all well ones; between folds they are not.
    assertThat(file.metrics().test("auroc").point()).isEqualTo(1);
    assertThat(file.metrics().test("auroc").reason()).isEqualTo("every fold has the same value");
    assertThat(file.warnings()).anyMatch(w -> w.contains("Nadeau and Bengio (2003)"));
    assertThat(file.seedDetails().getFirst().perClass()).allMatch(c -> c.auroc() == null);
    assertThat(file.metrics().test("accuracy").point()).isLessThan(0.8);
  }

  @Test
  void validationIsTheMeanOverFoldsWithoutASpreadOverThem() throws Unusable {
    MetricsFile file = evaluator.evaluate(fixture.job("net"));

    MetricsFile.Metric accuracy =
        file.metrics().validation().stream()
            .filter(m -> m.name().equals("accuracy"))
            .findFirst()
            .get();
    double mean = 0;
    for (int fold = 0; fold < FoldsFixture.FOLDS; fold++) {
      for (long seed = 1; seed <= 2; seed++) {
        List<Predictions.Row> rows = fixture.rows("net", fold, Part.VALIDATION, seed).rows();
        mean +=
            (double) rows.stream().filter(r -> r.predicted() == r.label()).count()
                / rows.size()
                / 6;
      }
    }
    assertThat(accuracy.point()).isCloseTo(mean, within(1e-12));
    assertThat(accuracy.lower()).isNull();
    assertThat(accuracy.perSeed()).hasSize(2);
  }

  @Test
  void everyFoldDecidesAtItsOwnThreshold() throws Unusable {
    EvaluationPlan plan =
        new EvaluationPlan(
            200,
            0.95,
            "group",
            "percentile",
            1,
            "multinomial",
            new ClinicalPlan(List.of("PNEUMONIA"), 0.9, null, null, null));

    MetricsFile file = evaluator.evaluate(fixture.job("net").with(plan));

    assertThat(file.cellDetails().thresholds())
        .extracting(MetricsFile.Threshold::purpose)
        .contains("specificity_0.9, fold 1 of 3", "specificity_0.9, fold 3 of 3")
        .hasSize(6);
    // One threshold for three scales would find a third of them or so.
    assertThat(file.cellDetails().clinical().getFirst().name())
        .isEqualTo("sensitivity_at_specificity_0.9");
    assertThat(file.cellDetails().clinical().getFirst().point()).isGreaterThan(0.9);
    assertThat(file.cellDetails().patients().getFirst().groups()).isEqualTo(90);
    assertThat(file.cellDetails().patients().getFirst().test())
        .extracting(MetricsFile.Metric::name)
        .contains("accuracy")
        .doesNotContain("auroc");
  }

  @Test
  void sameJobHasTheSameFileAndItsKeyKnowsEveryFold() throws Unusable {
    PooledJob job = fixture.job("net");
    assertThat(evaluator.evaluate(job).toJson()).isEqualTo(evaluator.evaluate(job).toJson());

    PooledJob other =
        new PooledJob(
            job.plan(), job.manifest(), List.of(job.folds().get(1), job.folds().getFirst()));

    assertThat(other.key()).isNotEqualTo(job.key());
    assertThat(CellJob.read(Json.write(job))).isEqualTo(job);
    assertThat(CellJob.read(Json.write(job.folds().getFirst()))).isEqualTo(job.folds().getFirst());
  }

  @Test
  void refusesFoldsThatAreNotAllThere() {
    PooledJob job = fixture.job("net");

    assertThatThrownBy(
            () ->
                evaluator.evaluate(
                    new PooledJob(StudyFixture.PLAN, job.manifest(), job.folds().subList(0, 2))))
        .isInstanceOf(Unusable.class)
        .hasMessageContaining("are about 120 images, the split about 180");
    assertThatThrownBy(
            () ->
                evaluator.evaluate(
                    new PooledJob(
                        StudyFixture.PLAN,
                        job.manifest(),
                        List.of(job.folds().getFirst(), job.folds().getFirst()))))
        .isInstanceOf(Unusable.class)
        .hasMessage("two folds test the same image");
  }
}
