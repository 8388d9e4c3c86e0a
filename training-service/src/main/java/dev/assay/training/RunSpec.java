// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.recipe.RunSettings;
import dev.assay.weights.BackboneCatalogue;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a training needs: the payload of its piece of work.
 *
 * @param training everything that the result depends on
 * @param weights the file whose hash is in {@code training}
 * @param pixels packed images at the cell's size
 * @param manifest of the split. Splits that differ in their test part only have different manifests
 *     and the same run.
 * @param features those that the owner of an imported model computed, for all images of the split;
 *     absent: they are computed here
 * @param blocks of {@code pixels}, as in {@link SplitPublished.Pixels}; absent: the trainer's file
 *     is the whole
 */
public record RunSpec(
    Keys.Training training,
    WeightsChoice weights,
    ArtifactRef pixels,
    ArtifactRef manifest,
    @Nullable ArtifactRef features,
    @Nullable ArtifactRef blocks) {

  /**
   * @param device {@code cpu} or {@code cuda}
   * @throws IllegalArgumentException if the split has no pixels of the cell's size
   */
  static RunSpec of(
      StudySubmitted study,
      Cell cell,
      long seed,
      SplitPublished split,
      String device,
      String engine) {
    Keys.Training training =
        new Keys.Training(
            split.hashes(),
            cell.backbone(),
            cell.weights().identity(),
            cell.preprocessing(),
            cell.head(),
            cell.frozen(),
            cell.recipe(),
            cell.subsetRatio(),
            seed,
            device,
            study.threads(),
            cell.recipe().batchSize(),
            engine(cell, engine),
            cell.frozen() ? form(cell.backbone()) : null,
            repetition(study),
            draws(cell));
    return new RunSpec(
        training,
        cell.weights(),
        split.pixels(cell.preprocessing()),
        split.manifest(),
        features(cell, split),
        split.blocks(cell.preprocessing()).orElse(null));
  }

  private static @Nullable String draws(Cell cell) {
    boolean augmented =
        cell.frozen()
            ? cell.recipe().onFeatures().viewCount() > 1
            : cell.recipe().augmentation() != null;
    return augmented ? Keys.Training.BY_PIXELS : null;
  }

  private static @Nullable String repetition(StudySubmitted study) {
    StudySubmitted.Repetition repetition = study.repetition();
    return repetition == null ? null : repetition.id();
  }

  private static @Nullable ArtifactRef features(Cell cell, SplitPublished split) {
    ImportedModel model = cell.weights().model();
    ArtifactRef file = cell.weights().file();
    if (model == null || model.isOnnx() || file == null) {
      return null;
    }
    return split
        .features(file.sha256())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the split has no features of model '%s'".formatted(cell.backbone())));
  }

  /** Features of an imported network depend on the runtime that computed them, too. */
  private static String engine(Cell cell, String engine) {
    return withRuntime(cell.weights().model(), engine);
  }

  private static String withRuntime(@Nullable ImportedModel model, String engine) {
    return model != null && model.isOnnx() ? engine + ", " + ImportedModel.runtime() : engine;
  }

  /** The engine in the key of a run whose trainer has this one. */
  String engineOfKey(String trainer) {
    return withRuntime(weights.model(), trainer);
  }

  /** How a backbone is computed whose values no longer change; absent: layer by layer. */
  private static @Nullable String form(String backbone) {
    return BackboneCatalogue.hasBatchNorms(backbone) ? RunSettings.FOLDED : null;
  }

  /**
   * How the model scores. One on a frozen backbone scores as it was trained: on a run of an earlier
   * version, layer by layer.
   */
  public @Nullable String scoringForm() {
    return training.frozen() ? training.form() : form(training.backbone());
  }

  /** Whether another process runs a network for this run. */
  public boolean isEmbedded() {
    ImportedModel model = weights.model();
    return model != null && model.isOnnx();
  }

  /** The training key. */
  public String runKey() {
    return training.key();
  }

  /** The key under which runs share the features of a frozen backbone. */
  public String featuresKey() {
    return new Keys.Features(
            pixels.sha256(),
            training.backbone(),
            training.weights(),
            training.preprocessing(),
            isEmbedded() ? ImportedModel.DEVICE : training.deviceClass(),
            training.threads(),
            isEmbedded() ? ImportedModel.runtime() : training.engine(),
            Keys.Features.layer(
                BackboneCatalogue.hasHiddenClassifier(training.backbone()),
                training.head(),
                training.recipe()),
            training.form())
        .again(training.repetition())
        .key();
  }
}
