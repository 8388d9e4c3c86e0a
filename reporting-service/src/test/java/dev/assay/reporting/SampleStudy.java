// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.ComparisonCompleted;
import dev.assay.contracts.event.ComparisonFailed;
import dev.assay.contracts.event.ComparisonFailed.EvaluatedCell;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.CellMetrics;
import dev.assay.contracts.file.MetricsFile.EvaluatedData;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.RunSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of a study with two cells and two seeds, and the artifacts they refer to. */
public final class SampleStudy {
  private static final EvaluationPlan PLAN =
      new EvaluationPlan(10_000, 0.95, "group", "percentile", 1);

  public static final List<Long> SEEDS = List.of(1L, 2L);
  private static final List<String> CLASSES = List.of("normal", "opacity");
  private static final SplitHashes HASHES =
      new SplitHashes(Hash.ofText("train"), Hash.ofText("validation"), Hash.ofText("test"));

  private final String studyId;
  private final ArtifactStore store;
  private final Cell frozen = cell(true);
  private final Cell tuned = cell(false);

  public SampleStudy(String studyId, ArtifactStore store) {
    this.studyId = studyId;
    this.store = store;
  }

  public Cell frozen() {
    return frozen;
  }

  public Cell tuned() {
    return tuned;
  }

  private static Cell cell(boolean frozen) {
    return Cell.of(
        "phantom",
        "mobilenet_v2",
        WeightsChoice.none(),
        Preprocessing.imageNet().withSize(64, 64),
        "linear",
        Recipe.paper(),
        frozen,
        1);
  }

  /** Both cells end well. */
  public List<AssayEvent> finished() {
    List<AssayEvent> events = accepted();
    events.addAll(trainedAndScored(frozen));
    events.addAll(trainedAndScored(tuned));
    events.add(evaluated(frozen, 0.75, null));
    // The second evaluation of a cell replaces the first, whichever comes first.
    EvaluationCompleted first = evaluated(tuned, 0.5, null);
    events.add(first);
    events.add(evaluated(tuned, 0.8125, first.evaluationKey()));
    events.add(new StudyFinished(studyId, StudyFinished.Outcome.DONE, 2, 0));
    return events;
  }

  /** Of both cells' metrics at the end, or of those that the second had before. */
  public ComparisonCompleted compared(boolean current) {
    List<ComparisonsFile.ComparedCell> cells =
        List.of(comparedCell(frozen, 0.75), comparedCell(tuned, current ? 0.8125 : 0.5));
    ComparisonsFile file =
        new ComparisonsFile(
            ComparisonsFile.FORMAT_VERSION,
            Hash.ofText("comparison " + current),
            "phantom",
            ComparisonPlan.standard(),
            false,
            PLAN,
            true,
            8,
            2,
            "patient",
            1,
            cells,
            List.of(),
            List.of(
                new ComparisonsFile.MetricComparison(
                    "accuracy",
                    true,
                    true,
                    List.of(),
                    false,
                    0,
                    List.of(),
                    List.of(),
                    List.of("one patient only: nothing to resample"))),
            List.of());
    return new ComparisonCompleted(
        studyId, file.comparisonKey(), put(file.toJson(), MediaTypes.COMPARISONS), null, "phantom");
  }

  /** The comparison of the same metrics failed permanently. */
  public ComparisonFailed notCompared(boolean current) {
    return new ComparisonFailed(
        studyId,
        "phantom",
        Hash.ofText("comparison " + current),
        List.of(
            new EvaluatedCell(frozen.cellId(), metrics(frozen, 0.75).evaluationKey()),
            new EvaluatedCell(
                tuned.cellId(), metrics(tuned, current ? 0.8125 : 0.5).evaluationKey())),
        "the artifact store fails",
        Actor.OPERATOR);
  }

  private static ComparisonsFile.ComparedCell comparedCell(Cell cell, double accuracy) {
    return new ComparisonsFile.ComparedCell(
        cell.cellId(), cell.backbone(), metrics(cell, accuracy).evaluationKey(), SEEDS);
  }

  /** One cell is evaluated, of the other one seed has been trained. */
  public List<AssayEvent> halfway() {
    List<AssayEvent> events = accepted();
    events.addAll(trainedAndScored(frozen));
    events.add(evaluated(frozen, 0.75, null));
    events.add(trained(tuned, 1));
    return events;
  }

  /** One cell is evaluated, the other failed. */
  public List<AssayEvent> failed() {
    List<AssayEvent> events = halfway();
    events.add(failure());
    events.add(new StudyFinished(studyId, StudyFinished.Outcome.FAILED_CELLS, 1, 1));
    return events;
  }

  public CellFailed failure() {
    return new CellFailed(
        studyId,
        tuned.cellId(),
        runKey(tuned, 2),
        2L,
        "training",
        "the trainer ran out of memory 3 times",
        Actor.OPERATOR);
  }

  /** The study and its split. */
  public List<AssayEvent> accepted() {
    List<AssayEvent> events = new ArrayList<>();
    events.add(submitted());
    events.add(split());
    return events;
  }

  public StudySubmitted submitted() {
    return new StudySubmitted(
        studyId,
        "phantom-study",
        List.of(frozen, tuned),
        SEEDS,
        Checkpoint.BEST_ACCURACY,
        PLAN,
        1,
        "cpu",
        List.of("resnet50 was left out: its weights are not there"));
  }

  private SplitPublished split() {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Part part = i < 24 ? Part.TRAIN : i < 32 ? Part.VALIDATION : Part.TEST;
      entries.add(
          new SplitManifest.Entry(
              Hash.ofText("image " + i),
              Hash.ofText("bytes " + i),
              i % 2,
              "group-" + i / 4,
              part,
              1,
              i % 4 == 0 ? Map.of() : Map.of("site", "ward " + i % 3)));
    }
    SplitManifest manifest =
        new SplitManifest(
            SplitManifest.FORMAT_VERSION,
            "phantom",
            Hash.ofText("version"),
            Hash.ofText("split"),
            "folder",
            CLASSES,
            "patient",
            true,
            1,
            HASHES,
            entries,
            Map.of(),
            List.of());
    return new SplitPublished(
        studyId,
        "phantom",
        manifest.splitId(),
        HASHES,
        put(dev.assay.contracts.Json.write(manifest), MediaTypes.SPLIT_MANIFEST),
        List.of(new SplitPublished.Pixels(64, ref("pixels", MediaTypes.PIXELS))),
        CLASSES,
        "patient",
        true);
  }

  private List<AssayEvent> trainedAndScored(Cell cell) {
    List<AssayEvent> events = new ArrayList<>();
    for (long seed : SEEDS) {
      ModelTrained trained = trained(cell, seed);
      events.add(trained);
      events.add(
          new PredictionsReady(
              studyId,
              cell.cellId(),
              trained.runKey(),
              seed,
              Hash.ofText("score of " + trained.runKey()),
              predictions(cell, seed, 32),
              predictions(cell, seed, 24),
              trained.manifest()));
    }
    return events;
  }

  public String runKey(Cell cell, long seed) {
    return Hash.ofText("run of " + cell.cellId() + " with seed " + seed);
  }

  private ModelTrained trained(Cell cell, long seed) {
    ModelManifest manifest =
        new ModelManifest(
            ModelManifest.FORMAT_VERSION,
            new RunSettings(
                runKey(cell, seed),
                cell.backbone(),
                cell.head(),
                cell.frozen(),
                cell.preprocessing(),
                cell.recipe(),
                "none",
                null,
                1,
                seed,
                1),
            CLASSES,
            new ModelManifest.Platform("cpu", "PyTorch 2.7.1"),
            new ModelManifest.BestEpoch(Checkpoint.BEST_ACCURACY, 2, 0.75, 0.5),
            new ModelManifest.Size(2_226_434, cell.frozen() ? 2_562 : 2_226_434),
            Hash.ofText("model"),
            List.of(
                new ModelManifest.Epoch(1, 0.7, 0.6, 0.5),
                new ModelManifest.Epoch(2, 0.6, 0.5, 0.75)),
            List.of(),
            null,
            null,
            null);
    return new ModelTrained(
        studyId,
        cell.cellId(),
        manifest.run().runKey(),
        seed,
        put("model", MediaTypes.MODEL),
        put(manifest.toJson(), MediaTypes.MODEL_MANIFEST),
        Checkpoint.BEST_ACCURACY,
        "phantom",
        cell.preprocessing(),
        1,
        "cpu",
        null,
        null);
  }

  private EvaluationCompleted evaluated(Cell cell, double accuracy, @Nullable String supersedes) {
    MetricsFile metrics = metrics(cell, accuracy);
    return new EvaluationCompleted(
        studyId,
        cell.cellId(),
        metrics.evaluationKey(),
        put(metrics.toJson(), MediaTypes.METRICS),
        supersedes);
  }

  private static MetricsFile metrics(Cell cell, double accuracy) {
    return new MetricsFile(
        MetricsFile.FORMAT_VERSION,
        Hash.ofText(cell.cellId() + accuracy),
        new EvaluatedData("phantom", CLASSES, "opacity", "patient", true, 8, 2, List.of(4, 4), 8),
        SEEDS,
        PLAN,
        new CellMetrics(
            List.of(
                metric("accuracy", accuracy),
                metric("balanced_accuracy", accuracy),
                metric("precision_weighted", accuracy),
                metric("recall_weighted", accuracy),
                metric("f1_weighted", accuracy),
                metric("auroc", accuracy)),
            List.of(point("accuracy", 0.75)),
            List.of(point("accuracy", 0.5), point("balanced_accuracy", 0.5))),
        Map.of(),
        List.of(),
        null,
        null,
        null);
  }

  private static Metric metric(String name, double point) {
    return new Metric(
        name,
        point,
        point - 0.125,
        point + 0.125,
        "percentile",
        List.of(point, point),
        0.0,
        0,
        null);
  }

  private static Metric point(String name, double point) {
    return new Metric(name, point, null, null, null, List.of(point, point), 0.0, 0, null);
  }

  /** Of eight images; a third of them wrong. */
  private ArtifactRef predictions(Cell cell, long seed, int from) {
    List<Predictions.Row> rows = new ArrayList<>();
    for (int i = from; i < from + 8; i++) {
      double right = i % 3 == 0 ? 0.25 : 0.5 + seed / 8.0;
      double[] p = i % 2 == 0 ? new double[] {right, 1 - right} : new double[] {1 - right, right};
      double[] calibrated = cell.frozen() ? new double[] {0.5, 0.5} : null;
      rows.add(
          new Predictions.Row(Hash.ofText("image " + i), "group-" + i / 4, i % 2, p, calibrated));
    }
    try {
      Path file = Files.createTempFile("predictions", ".csv");
      try {
        new Predictions(CLASSES, rows).write(file);
        return store.put(file, MediaTypes.PREDICTIONS);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ArtifactRef put(String text, String mediaType) {
    return store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), mediaType);
  }

  private static ArtifactRef ref(String what, String mediaType) {
    return ArtifactRef.of(Hash.ofText(what), what.length(), mediaType);
  }
}
