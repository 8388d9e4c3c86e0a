// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.Corruption.Kind;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.evaluation.RobustnessPlan;
import dev.assay.contracts.event.PredictionsReady.Corrupted;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.RobustnessMetrics;
import dev.assay.contracts.file.RobustnessMetrics.CorruptedRow;
import dev.assay.evaluation.FoldsFixture;
import dev.assay.evaluation.StudyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The noise of this test turns right answers round for a share of the images: drops are known. */
class RobustnessRowsTest {
  private static final Corruption WEAK = new Corruption(Kind.NOISE, 1);
  private static final Corruption STRONG = new Corruption(Kind.NOISE, 5);
  private static final List<Corruption> BOTH = List.of(WEAK, STRONG);

  @TempDir Path folder;
  private FileSystemStore store;
  private StudyFixture fixture;

  @BeforeEach
  void makeStore() throws IOException {
    store = new FileSystemStore(folder.resolve("artifacts"));
    fixture =
        new StudyFixture(
            store, Files.createDirectory(folder.resolve("scratch")), "study-1", "chest");
  }

  private static EvaluationPlan plan(String metric) {
    return StudyFixture.PLAN.with(new RobustnessPlan(metric, List.of(Kind.NOISE), List.of(1, 5)));
  }

  /** Wrong where it was right, for images whose id is in the share; the same for all seeds. */
  private static Predictions corrupted(Predictions clean, Corruption corruption) {
    int most = corruption.equals(WEAK) ? 0 : 102;
    return new Predictions(
        clean.classes(),
        clean.rows().stream()
            .map(
                row -> {
                  boolean turned =
                      row.predicted() == row.label()
                          && Integer.parseInt(row.image().substring(0, 2), 16) < most;
                  double[] p = row.probabilities();
                  return new Predictions.Row(
                      row.image(),
                      row.group(),
                      row.label(),
                      turned ? new double[] {p[1], p[0]} : p);
                })
            .toList());
  }

  private EvaluationJob job(String metric, List<Corruption> scored, Long... seeds) {
    List<EvaluationJob.SeedPredictions> all = new ArrayList<>();
    for (long seed : seeds) {
      Predictions clean = fixture.rows(Part.TEST, seed);
      all.add(
          new EvaluationJob.SeedPredictions(
              seed,
              fixture.put(clean),
              fixture.put(fixture.rows(Part.VALIDATION, seed)),
              scored.stream()
                  .map(c -> new Corrupted(c, fixture.put(corrupted(clean, c))))
                  .toList()));
    }
    return new EvaluationJob(plan(metric), fixture.manifestRef(), 1, all);
  }

  private MetricsFile evaluated(EvaluationJob job) throws Unusable {
    return new CellEvaluator(store).evaluate(job);
  }

  private double accuracy(Predictions predictions) {
    return (double) predictions.rows().stream().filter(r -> r.predicted() == r.label()).count()
        / predictions.rows().size();
  }

  @Test
  void aDropIsThePairedDifferenceFromTheSameImagesAsTheyAre() throws Unusable {
    MetricsFile file = evaluated(job("accuracy", BOTH, 1L));

    RobustnessMetrics found = file.cellDetails().robustness();
    double clean = accuracy(fixture.rows(Part.TEST, 1));
    double strong = accuracy(corrupted(fixture.rows(Part.TEST, 1), STRONG));
    assertThat(found.clean()).isCloseTo(clean, within(1e-12));
    assertThat(found.clean()).isEqualTo(file.metrics().test("accuracy").point());
    assertThat(found.adjustedBy()).isEqualTo("max-T");
    assertThat(found.rows())
        .extracting(CorruptedRow::corruption)
        .containsExactly(WEAK, STRONG, null);
    CorruptedRow weak = found.rows().get(0);
    assertThat(weak.point()).isEqualTo(found.clean());
    assertThat(weak.drop()).isZero();
    assertThat(weak.lower()).isEqualTo(file.metrics().test("accuracy").lower());
    CorruptedRow row = found.rows().get(1);
    assertThat(row.point()).isCloseTo(strong, within(1e-12));
    assertThat(row.drop()).isCloseTo(clean - strong, within(1e-12)).isGreaterThan(0.1);
    assertThat(row.dropLower()).isGreaterThan(0).isLessThan(row.drop());
    assertThat(row.dropUpper()).isGreaterThan(row.drop());
    assertThat(row.simultaneousLower()).isLessThanOrEqualTo(row.dropLower());
    assertThat(row.simultaneousUpper()).isGreaterThanOrEqualTo(row.dropUpper());
    assertThat(row.adjustedP()).isGreaterThanOrEqualTo(row.p()).isLessThan(0.05);
    CorruptedRow mean = found.rows().get(2);
    assertThat(mean.point()).isNull();
    assertThat(mean.drop()).isCloseTo((clean - strong) / 2, within(1e-12));
    assertThat(mean.dropLower()).isLessThan(mean.drop());
  }

  /** Of log loss less is better: the drop is above 0 where there is more of it. */
  @Test
  void worseIsAboveZeroWhateverTheMetric() throws Unusable {
    for (String metric : List.of("auroc", "log_loss", "balanced_accuracy")) {
      RobustnessMetrics found = evaluated(job(metric, BOTH, 1L)).cellDetails().robustness();

      assertThat(found.rows().get(1).drop()).as(metric).isGreaterThan(0.05);
    }
  }

  /**
   * Seeds are the same models on both sides: what they have in common is not in the spread. Turned
   * round, both seeds lose the same images, so their drops are as alike as their accuracies.
   */
  @Test
  void theSpreadOfSeedsIsThatOfTheirDrops() throws Unusable {
    RobustnessMetrics found = evaluated(job("accuracy", BOTH, 1L, 2L)).cellDetails().robustness();

    double first =
        accuracy(fixture.rows(Part.TEST, 1))
            - accuracy(corrupted(fixture.rows(Part.TEST, 1), STRONG));
    double second =
        accuracy(fixture.rows(Part.TEST, 2))
            - accuracy(corrupted(fixture.rows(Part.TEST, 2), STRONG));
    assertThat(found.rows().get(1).drop()).isCloseTo((first + second) / 2, within(1e-12));
    // nothing changed in any image of any seed
    CorruptedRow weak = found.rows().get(0);
    assertThat(weak.drop()).isZero();
    assertThat(weak.dropLower()).isNegative();
    assertThat(weak.dropUpper()).isPositive();
  }

  @Test
  void aModelThatWasNotGivenPixelsHasNoRows() throws Unusable {
    MetricsFile file = evaluated(job("accuracy", List.of(), 1L));

    assertThat(file.cellDetails().robustness()).isNull();
  }

  @Test
  void refusesSeedsThatWereScoredOnOtherCorruptions() {
    assertThatThrownBy(() -> evaluated(job("accuracy", List.of(WEAK), 1L)))
        .isInstanceOf(Unusable.class)
        .hasMessage("there are no predictions of seed 1 on noise-5");
  }

  @Test
  void theKeyKnowsThePredictionsAndIsTheEarlierOneWithout() {
    EvaluationJob with = job("accuracy", BOTH, 1L);
    EvaluationJob without =
        new EvaluationJob(
            with.plan(),
            with.manifest(),
            1,
            with.seeds().stream().map(EvaluationJob.SeedPredictions::onlyClean).toList());

    assertThat(with.key()).isNotEqualTo(without.key());
    assertThat(CellJob.read(Json.write(with))).isEqualTo(with);
    assertThat(Json.write(without)).doesNotContain("corrupted");
    assertThat(evaluatedTwice(with)).isTrue();
  }

  private boolean evaluatedTwice(EvaluationJob job) {
    try {
      return evaluated(job).toJson().equals(evaluated(job).toJson());
    } catch (Unusable e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void allFoldsAreComparedTogether() throws Exception {
    FoldsFixture folds =
        new FoldsFixture(
            store, Files.createDirectory(folder.resolve("folds")), "chest-folds", "net");
    PooledJob job = folds.job("net");
    List<EvaluationJob> scored = new ArrayList<>();
    for (int fold = 0; fold < job.folds().size(); fold++) {
      EvaluationJob of = job.folds().get(fold);
      List<EvaluationJob.SeedPredictions> seeds = new ArrayList<>();
      for (EvaluationJob.SeedPredictions seed : of.seeds()) {
        Predictions clean = folds.rows("net", fold, Part.TEST, seed.seed());
        seeds.add(
            new EvaluationJob.SeedPredictions(
                seed.seed(),
                seed.test(),
                seed.validation(),
                BOTH.stream()
                    .map(c -> new Corrupted(c, fixture.put(corrupted(clean, c))))
                    .toList()));
      }
      scored.add(new EvaluationJob(plan("accuracy"), of.manifest(), of.subsetRatio(), seeds));
    }

    for (String metric : List.of("accuracy", "auroc")) {
      MetricsFile file =
          new PooledEvaluator(store).evaluate(new PooledJob(plan(metric), job.manifest(), scored));

      RobustnessMetrics found = file.cellDetails().robustness();
      assertThat(found.metric()).isEqualTo(metric);
      assertThat(found.clean()).isEqualTo(file.metrics().test(metric).point());
      assertThat(found.rows().get(0).drop()).isZero();
      assertThat(found.rows().get(1).drop()).isGreaterThan(0.05);
    }
  }
}
