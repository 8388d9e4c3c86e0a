// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Origin;
import dev.assay.contracts.file.Predictions;
import dev.assay.reporting.ReportAssembly;
import dev.assay.reporting.Results;
import dev.assay.reporting.SampleStudy;
import dev.assay.reporting.StoredSamples;
import dev.assay.reporting.StudyHistory;
import dev.assay.reporting.store.StoredFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepetitionAssemblyTest {
  private static final String FIRST = "aaaaaaaaaaaa";
  private static final String AGAIN = "bbbbbbbbbbbb";

  @TempDir Path folder;
  private ArtifactStore store;
  private Results results;
  private List<AssayEvent> before;
  private SampleStudy study;

  @BeforeEach
  void finish() {
    store = new FileSystemStore(folder.resolve("store"));
    results = new StoredSamples(store);
    study = new SampleStudy(FIRST, store);
    before = study.finished();
  }

  /** The events of a repetition of the frozen row, each changed as the test wants. */
  private List<AssayEvent> repeated(List<Long> seeds, UnaryOperator<AssayEvent> change) {
    List<AssayEvent> events = new ArrayList<>();
    for (AssayEvent event : new SampleStudy(AGAIN, store).finished()) {
      boolean kept =
          switch (event) {
            case StudySubmitted e -> false;
            case ModelTrained e ->
                e.cellId().equals(study.frozen().cellId()) && seeds.contains(e.seed());
            case PredictionsReady e ->
                e.cellId().equals(study.frozen().cellId()) && seeds.contains(e.seed());
            case EvaluationCompleted e -> e.cellId().equals(study.frozen().cellId());
            default -> true;
          };
      if (kept) {
        events.add(change.apply(event));
      }
    }
    events.add(submitted().repetition(AGAIN, study.frozen(), seeds));
    return events;
  }

  private StudySubmitted submitted() {
    return StudyHistory.of(before).submission().orElseThrow();
  }

  private Repetition compare(List<AssayEvent> events) {
    StudyHistory now = StudyHistory.of(events);
    return new RepetitionAssembly(results, new StoredFiles(store))
        .compare(now.submission().orElseThrow(), now, FIRST, StudyHistory.of(before));
  }

  @Test
  void isEqualIfEveryFileIs() {
    Repetition same = compare(repeated(SampleStudy.SEEDS, e -> e));

    assertThat(same.state()).isEqualTo(Repetition.EQUAL);
    assertThat(same.of()).isEqualTo(FIRST);
    assertThat(same.runs()).extracting(Repetition.Run::seed).containsExactly(1L, 2L);
    assertThat(same.runs().getFirst().test()).isEqualTo(new Repetition.Scores(8, 0, null));
    assertThat(same.metrics()).isNotNull();
    assertThat(same.metrics().compared()).isPositive();
    assertThat(same.surroundings()).isEmpty();
  }

  @Test
  void namesTheImageAndTheDigitThatDiffer() throws IOException {
    Repetition other =
        compare(
            repeated(
                SampleStudy.SEEDS,
                e -> e instanceof PredictionsReady r && r.seed() == 2 ? nudged(r) : e));

    assertThat(other.state()).isEqualTo(Repetition.DIFFERS);
    assertThat(other.runs().get(0).isEqual()).isTrue();
    Repetition.Scores test = other.runs().get(1).test();
    assertThat(test.images()).isEqualTo(8);
    assertThat(test.differing()).isEqualTo(1);
    assertThat(test.largest().before() - test.largest().now()).isNotZero();
    assertThat(test.largest().size()).isLessThan(1e-15);
  }

  /** One probability is the next larger double. */
  private PredictionsReady nudged(PredictionsReady ready) {
    try {
      Predictions old = Predictions.read(store.local(ready.test()));
      List<Predictions.Row> rows = new ArrayList<>(old.rows());
      Predictions.Row row = rows.get(3);
      double[] values = row.probabilities().clone();
      values[0] = Math.nextUp(values[0]);
      rows.set(
          3, new Predictions.Row(row.image(), row.group(), row.label(), values, row.calibrated()));
      Path file = folder.resolve("nudged.csv");
      new Predictions(old.classes(), rows).write(file);
      ArtifactRef test = store.put(file, MediaTypes.PREDICTIONS);
      return new PredictionsReady(
          ready.studyId(),
          ready.cellId(),
          ready.runKey(),
          ready.seed(),
          ready.scoringKey(),
          test,
          ready.validation(),
          ready.modelManifest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void comparesPredictionsForCorruptedImagesToo() {
    before.replaceAll(e -> e instanceof PredictionsReady r ? corrupted(r, r.test()) : e);

    Repetition same =
        compare(
            repeated(
                SampleStudy.SEEDS,
                e -> e instanceof PredictionsReady r ? corrupted(r, r.test()) : e));
    Repetition other =
        compare(
            repeated(
                SampleStudy.SEEDS,
                e ->
                    e instanceof PredictionsReady r
                        ? corrupted(r, r.seed() == 2 ? nudged(r).test() : r.test())
                        : e));

    assertThat(same.state()).isEqualTo(Repetition.EQUAL);
    assertThat(same.runs().getFirst().corrupted())
        .containsExactly(new Repetition.Corrupted("noise-1", new Repetition.Scores(8, 0, null)));
    assertThat(other.state()).isEqualTo(Repetition.DIFFERS);
    assertThat(other.runs().get(1).test().differing()).isZero();
    assertThat(other.runs().get(1).corrupted().getFirst().scores().differing()).isEqualTo(1);
  }

  private static PredictionsReady corrupted(PredictionsReady ready, ArtifactRef test) {
    return new PredictionsReady(
        ready.studyId(),
        ready.cellId(),
        ready.runKey(),
        ready.seed(),
        ready.scoringKey(),
        ready.test(),
        ready.validation(),
        ready.modelManifest(),
        List.of(new PredictionsReady.Corrupted(new Corruption(Corruption.Kind.NOISE, 1), test)),
        null);
  }

  @Test
  void saysWhichEpochAndWhatElseIsAnother() {
    Repetition other =
        compare(
            repeated(
                SampleStudy.SEEDS,
                e -> e instanceof ModelTrained t && t.seed() == 1 ? otherEngine(t) : e));

    assertThat(other.state()).isEqualTo(Repetition.DIFFERS);
    assertThat(other.runs().getFirst().training())
        .isEqualTo(
            "epoch 2: training loss 0.6 before, 0.61 now; validation loss 0.5 before, 0.5 now");
    assertThat(other.surroundings())
        .containsExactly("engine: PyTorch 2.7.1 before, PyTorch 2.8.0 now");
  }

  private ModelTrained otherEngine(ModelTrained trained) {
    try {
      ModelManifest old = ModelManifest.read(store.local(trained.manifest()));
      ModelManifest other =
          new ModelManifest(
              old.formatVersion(),
              old.run(),
              old.classes(),
              new ModelManifest.Platform("cpu", "PyTorch 2.8.0"),
              old.best(),
              old.size(),
              old.modelSha256(),
              List.of(old.history().get(0), new ModelManifest.Epoch(2, 0.61, 0.5, 0.75)),
              old.deviations(),
              null,
              null,
              null);
      return new ModelTrained(
          trained.studyId(),
          trained.cellId(),
          trained.runKey(),
          trained.seed(),
          trained.model(),
          put(other.toJson()),
          trained.checkpoint(),
          trained.dataset(),
          trained.preprocessing(),
          1,
          "cpu",
          null,
          null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ArtifactRef put(String json) {
    return store.put(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), MediaTypes.MODEL_MANIFEST);
  }

  @Test
  void comparesNoMetricsOfARowWhereOneSeedOfSeveralWasRepeated() {
    Repetition one = compare(repeated(List.of(2L), e -> e));

    assertThat(one.state()).isEqualTo(Repetition.EQUAL);
    assertThat(one.runs()).hasSize(1);
    assertThat(one.metrics()).isNull();
  }

  @Test
  void runsUntilItsMetricsAreThereAndSaysWhyItFailed() {
    List<AssayEvent> events = repeated(SampleStudy.SEEDS, e -> e);
    events.removeIf(e -> e instanceof EvaluationCompleted || e instanceof StudyFinished);
    assertThat(compare(events).state()).isEqualTo(Repetition.RUNNING);

    events.removeIf(e -> e instanceof PredictionsReady ready && ready.seed() == 2);
    events.add(
        new CellFailed(
            AGAIN,
            study.frozen().cellId(),
            Hash.ofText("run"),
            2L,
            "scoring",
            "no memory",
            Actor.OPERATOR));
    events.add(new StudyFinished(AGAIN, StudyFinished.Outcome.FAILED_CELLS, 0, 1));
    Repetition failed = compare(events);

    assertThat(failed.state()).isEqualTo(Repetition.FAILED);
    assertThat(failed.reason()).isEqualTo("no memory");
    assertThat(failed.runs()).extracting(Repetition.Run::seed).containsExactly(1L);
  }

  @Test
  void aRowIsFollowedBackToItsImages() {
    StudyHistory history = StudyHistory.of(before);
    Lineage lineage =
        new LineageAssembly(history, results)
            .lineage(ReportAssembly.report(history, results).orElseThrow(), study.tuned().cellId())
            .orElseThrow();

    assertThat(lineage.cell()).isEqualTo(study.tuned());
    assertThat(lineage.data().version()).isEqualTo(Hash.ofText("version"));
    assertThat(lineage.data().pixels().sha256()).isEqualTo(Hash.ofText("pixels"));
    assertThat(lineage.runs()).hasSize(2);
    assertThat(lineage.runs().getFirst().training().engine()).isEqualTo("PyTorch 2.7.1");
    assertThat(lineage.runs().getFirst().scoring().test().sha256())
        .isEqualTo(history.scored(study.tuned().cellId(), 1).orElseThrow().test().sha256());
    assertThat(lineage.evaluation().evaluationKey())
        .isEqualTo(history.evaluation(study.tuned().cellId()).orElseThrow().evaluationKey());
    assertThat(lineage.place()).isEqualTo(new Lineage.Place("phantom", 2, "done"));
    assertThat(
            new LineageAssembly(history, results)
                .lineage(ReportAssembly.report(history, results).orElseThrow(), "no such row"))
        .isEmpty();
  }

  @Test
  void anOriginNamesNoHostUserOrTime() {
    Origin here = Origin.here("a".repeat(64));

    assertThat(here).isEqualTo(Origin.here("a".repeat(64)));
    assertThat(here.toString())
        .doesNotContain(System.getProperty("user.home"), System.getProperty("user.dir"));
    assertThat(here.system()).startsWith(System.getProperty("os.name"));
  }
}
