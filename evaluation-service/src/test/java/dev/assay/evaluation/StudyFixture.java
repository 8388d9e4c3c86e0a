// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.External;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A small study with everything the earlier services would have stored: one cell, two seeds. */
public final class StudyFixture {
  public static final List<String> CLASSES = List.of("NORMAL", "PNEUMONIA");
  public static final EvaluationPlan PLAN = new EvaluationPlan(500, 0.95, "group", "percentile", 1);

  private final StoredFiles files;
  private final String studyId;
  private final Cell cell;
  private final SplitManifest manifest;
  private final double skill;
  private final List<Long> seeds = List.of(1L, 2L);

  /**
   * @param dataset two fixtures with the same name are about the same images, cell and predictions
   */
  public StudyFixture(ArtifactStore store, Path scratch, String studyId, String dataset) {
    this(store, scratch, studyId, dataset, "mobilenetv2", 0.3);
  }

  /**
   * Another cell of a study.
   *
   * @param skill the least probability of the true class, below 0.35
   */
  public StudyFixture(
      ArtifactStore store,
      Path scratch,
      String studyId,
      String dataset,
      String backbone,
      double skill) {
    this.files = new StoredFiles(store, scratch);
    this.studyId = studyId;
    this.cell =
        Cell.of(
            dataset,
            backbone,
            WeightsChoice.none(),
            Preprocessing.imageNet(),
            "linear",
            Recipe.paper(),
            true,
            1);
    this.manifest = manifest(dataset);
    this.skill = skill;
  }

  private static SplitManifest manifest(String dataset) {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Part part = i < 60 ? Part.TRAIN : i < 100 ? Part.VALIDATION : Part.TEST;
      int patient = i / 2;
      // three of four are ill
      entries.add(
          new SplitManifest.Entry(
              Hash.ofText(dataset + " image " + i),
              Hash.ofText(dataset + " bytes " + i),
              patient % 4 == 0 ? 0 : 1,
              "p" + patient,
              part,
              1,
              Map.of("sex", patient % 2 == 0 ? "F" : "M", "age", String.valueOf(patient))));
    }
    return new SplitManifest(
        SplitManifest.FORMAT_VERSION,
        dataset,
        Hash.ofText(dataset),
        Hash.ofText(dataset + " split"),
        "folder",
        CLASSES,
        "patient",
        true,
        1,
        hashes(dataset),
        entries,
        Map.of(),
        List.of("made by a program"));
  }

  private static SplitHashes hashes(String dataset) {
    return new SplitHashes(
        Hash.ofText(dataset + " train"),
        Hash.ofText(dataset + " validation"),
        Hash.ofText(dataset + " test"));
  }

  public SplitManifest manifest() {
    return manifest;
  }

  public String cellId() {
    return cell.cellId();
  }

  public String studyId() {
    return studyId;
  }

  public StudySubmitted study() {
    return study(List.of(this), null);
  }

  /**
   * @param cells fixtures of one study
   */
  public static StudySubmitted study(
      List<StudyFixture> cells, @Nullable ComparisonPlan comparison) {
    return study(cells, PLAN, comparison);
  }

  public static StudySubmitted study(
      List<StudyFixture> cells, EvaluationPlan plan, @Nullable ComparisonPlan comparison) {
    return new StudySubmitted(
        cells.getFirst().studyId,
        "fixture",
        cells.stream().map(fixture -> fixture.cell).toList(),
        cells.getFirst().seeds,
        Checkpoint.BEST_ACCURACY,
        plan,
        1,
        "cpu",
        List.of(),
        comparison,
        null);
  }

  public ArtifactRef manifestRef() {
    return files.put(MediaTypes.SPLIT_MANIFEST, manifest::write);
  }

  public SplitPublished split() {
    return split(null);
  }

  /**
   * @param external which data sets the images are of, if these are two
   */
  public SplitPublished split(@Nullable External external) {
    return new SplitPublished(
        studyId,
        cell.dataset(),
        manifest.splitId(),
        manifest.hashes(),
        manifestRef(),
        List.of(new SplitPublished.Pixels(256, nothing("pixels"))),
        CLASSES,
        "patient",
        true,
        external);
  }

  /** The same, said to be of images that may show several findings. */
  public SplitPublished splitOfFindings() {
    SplitPublished split = split();
    return new SplitPublished(
        split.studyId(),
        split.dataset(),
        split.splitId(),
        split.hashes(),
        split.manifest(),
        split.pixels(),
        split.classes(),
        split.groupKind(),
        split.synthetic(),
        null,
        List.of(),
        SplitPublished.KEYED,
        null,
        true);
  }

  public List<PredictionsReady> predictions() {
    return seeds.stream()
        .map(
            seed ->
                predictions(
                    seed, "first", put(rows(Part.TEST, seed)), put(rows(Part.VALIDATION, seed))))
        .toList();
  }

  /**
   * @param round tells repeated scorings of one run apart
   */
  public PredictionsReady predictions(
      long seed, String round, ArtifactRef test, ArtifactRef validation) {
    return new PredictionsReady(
        studyId,
        cell.cellId(),
        Hash.ofText("run " + seed),
        seed,
        Hash.ofText("scoring " + round),
        test,
        validation,
        nothing("model manifest"));
  }

  /** Deterministic scores that lean towards the truth; in another order than the manifest's. */
  public Predictions rows(Part part, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Predictions.Row> rows = new ArrayList<>();
    for (SplitManifest.Entry entry : manifest.part(part)) {
      double ofTruth = skill + 0.65 * random.nextDouble();
      double[] probabilities = new double[2];
      probabilities[entry.label()] = ofTruth;
      probabilities[1 - entry.label()] = 1 - ofTruth;
      rows.add(new Predictions.Row(entry.image(), entry.group(), entry.label(), probabilities));
    }
    Collections.shuffle(rows, new Random(seed));
    return new Predictions(CLASSES, rows);
  }

  public ArtifactRef put(Predictions predictions) {
    return files.put(MediaTypes.PREDICTIONS, predictions::write);
  }

  /** A reference to bytes that no store has. */
  public static ArtifactRef nothing(String what) {
    return ArtifactRef.of(Hash.ofText(what), what.length(), MediaTypes.PIXELS);
  }
}
