// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.evaluation.metrics.EvaluationJob;
import dev.assay.evaluation.metrics.PooledJob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A study of three folds as the earlier services would have stored it: 90 patients with two images
 * each, of which every fold tests 30; the model of each fold says more often "ill" than the one
 * before.
 */
public final class FoldsFixture {
  public static final int FOLDS = 3;
  private static final int PATIENTS = 90;
  private static final List<Long> SEEDS = List.of(1L, 2L);

  private final StoredFiles files;
  private final String studyId;
  private final List<String> backbones;
  private final List<SplitManifest> manifests = new ArrayList<>();
  private final SplitManifest pooled;
  private final List<Cell> cells = new ArrayList<>();

  public FoldsFixture(ArtifactStore store, Path scratch, String studyId, String... backbones) {
    this.files = new StoredFiles(store, scratch);
    this.studyId = studyId;
    this.backbones = List.of(backbones);
    for (int fold = 0; fold < FOLDS; fold++) {
      int tested = fold;
      manifests.add(
          manifest(
              section(fold),
              IntStream.range(0, 2 * PATIENTS)
                  .mapToObj(i -> entry(i, part(i / 2, tested)))
                  .toList(),
              new SplitLineage.Replicate("fold", fold + 1, FOLDS)));
    }
    pooled =
        manifest(
            studyId,
            IntStream.range(0, 2 * PATIENTS).mapToObj(i -> entry(i, Part.TEST)).toList(),
            null);
    List<Cell> ofFolds = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      for (String backbone : backbones) {
        ofFolds.add(
            Cell.of(
                section(fold),
                backbone,
                WeightsChoice.none(),
                Preprocessing.imageNet(),
                "linear",
                Recipe.paper(),
                true,
                1));
      }
    }
    for (String backbone : backbones) {
      cells.add(
          Cell.pooling(
              studyId, ofFolds.stream().filter(c -> c.backbone().equals(backbone)).toList()));
    }
    cells.addAll(ofFolds);
  }

  private String section(int fold) {
    return studyId + ".fold-" + (fold + 1) + "-of-" + FOLDS;
  }

  private static Part part(int patient, int tested) {
    int fold = patient % FOLDS;
    if (fold == tested) {
      return Part.TEST;
    }
    return patient % 5 == 0 ? Part.VALIDATION : Part.TRAIN;
  }

  private SplitManifest.Entry entry(int image, Part part) {
    int patient = image / 2;
    return new SplitManifest.Entry(
        Hash.ofText(studyId + " image " + image),
        Hash.ofText(studyId + " bytes " + image),
        patient % 2,
        "p" + patient,
        part,
        1,
        Map.of("sex", patient / 2 % 2 == 0 ? "F" : "M"));
  }

  private SplitManifest manifest(
      String section, List<SplitManifest.Entry> entries, SplitLineage.@Nullable Replicate fold) {
    return new SplitManifest(
        SplitManifest.FORMAT_VERSION,
        section,
        Hash.ofText(studyId),
        Hash.ofText(section + " split"),
        "folder",
        StudyFixture.CLASSES,
        "patient",
        true,
        1,
        new SplitHashes(
            Hash.ofText(section + " train"),
            Hash.ofText(section + " validation"),
            Hash.ofText(section + " test")),
        entries,
        Map.of(),
        List.of(),
        new SplitLineage(null, fold, List.of(), List.of()),
        List.of());
  }

  public StudySubmitted study() {
    return study(StudyFixture.PLAN);
  }

  public StudySubmitted study(EvaluationPlan plan) {
    return new StudySubmitted(
        studyId, "folds", cells, SEEDS, Checkpoint.BEST_ACCURACY, plan, 1, "cpu", List.of());
  }

  /** Of the pooled rows, in the order of the backbones. */
  public List<Cell> pooledCells() {
    return cells.subList(0, backbones.size());
  }

  /** Of a backbone, in the order of the folds. */
  public List<Cell> foldCells(String backbone) {
    return cells.stream().filter(c -> !c.isPooled() && c.backbone().equals(backbone)).toList();
  }

  public List<SplitPublished> splits() {
    List<SplitPublished> splits = new ArrayList<>();
    splits.add(split(studyId, pooled));
    for (int fold = 0; fold < FOLDS; fold++) {
      splits.add(split(section(fold), manifests.get(fold)));
    }
    return splits;
  }

  private SplitPublished split(String section, SplitManifest manifest) {
    return new SplitPublished(
        studyId,
        section,
        manifest.splitId(),
        manifest.hashes(),
        put(manifest),
        List.of(new SplitPublished.Pixels(256, StudyFixture.nothing("pixels"))),
        StudyFixture.CLASSES,
        "patient",
        true);
  }

  private ArtifactRef put(SplitManifest manifest) {
    return files.put(MediaTypes.SPLIT_MANIFEST, manifest::write);
  }

  /** Of every seed of a backbone in a fold, from 0. */
  public List<PredictionsReady> predictions(String backbone, int fold) {
    Cell cell = foldCells(backbone).get(fold);
    return SEEDS.stream()
        .map(
            seed ->
                new PredictionsReady(
                    studyId,
                    cell.cellId(),
                    Hash.ofText("run " + cell.cellId() + seed),
                    seed,
                    Hash.ofText("scoring " + cell.cellId() + seed),
                    put(rows(backbone, fold, Part.TEST, seed)),
                    put(rows(backbone, fold, Part.VALIDATION, seed)),
                    StudyFixture.nothing("model manifest")))
        .toList();
  }

  /** What the model of a fold says; the order within a fold is right, the scale the fold's own. */
  public Predictions rows(String backbone, int fold, Part part, long seed) {
    SplittableRandom random = new SplittableRandom(31 * seed + fold + backbone.hashCode());
    List<Predictions.Row> rows = new ArrayList<>();
    for (SplitManifest.Entry entry : manifests.get(fold).part(part)) {
      double ill = 0.05 + 0.25 * fold + 0.14 * random.nextDouble() + 0.16 * entry.label();
      rows.add(
          new Predictions.Row(
              entry.image(), entry.group(), entry.label(), new double[] {1 - ill, ill}));
    }
    return new Predictions(StudyFixture.CLASSES, rows);
  }

  /** What the service would make of the events. */
  public PooledJob job(String backbone) {
    List<EvaluationJob> folds = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      folds.add(
          new EvaluationJob(
              StudyFixture.PLAN,
              put(manifests.get(fold)),
              1,
              predictions(backbone, fold).stream()
                  .map(p -> new EvaluationJob.SeedPredictions(p.seed(), p.test(), p.validation()))
                  .toList()));
    }
    return new PooledJob(StudyFixture.PLAN, put(pooled), folds);
  }

  private ArtifactRef put(Predictions predictions) {
    return files.put(MediaTypes.PREDICTIONS, predictions::write);
  }
}
