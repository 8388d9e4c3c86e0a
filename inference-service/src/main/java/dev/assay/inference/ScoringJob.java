// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.weights.BackboneCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a scoring needs: the payload of its piece of work.
 *
 * @param scoringKey hash of model, images and preprocessing
 * @param threads CPU threads of the scorer
 * @param device {@code cpu}, {@code cuda} or {@code auto}
 * @param imageKey scorings with the same key predict the same for the same image; absent in work of
 *     earlier versions, and for tests on another data set
 * @param features those that owners of imported models computed for the images; absent: none
 * @param parts of the model, where the store has those and not the whole model
 * @param form how the network is computed, as in {@link ModelTrained}
 * @param corruptions on which the test images are scored as well; absent: none
 * @param repetition as in {@link ModelTrained}
 * @param blocks of {@code pixels}, as in {@link SplitPublished.Pixels}; absent: the scorer's file
 *     is the whole
 */
public record ScoringJob(
    String scoringKey,
    ArtifactRef model,
    ArtifactRef modelManifest,
    ArtifactRef splitManifest,
    ArtifactRef pixels,
    int threads,
    String device,
    @Nullable String imageKey,
    @Nullable List<SplitPublished.Features> features,
    @Nullable ModelParts parts,
    @Nullable String form,
    @Nullable List<Corruption> corruptions,
    @Nullable String repetition,
    @Nullable ArtifactRef blocks) {

  public ScoringJob {
    Check.sha256("scoringKey", scoringKey);
    Check.present("model", model);
    Check.present("modelManifest", modelManifest);
    Check.present("splitManifest", splitManifest);
    Check.present("pixels", pixels);
  }

  static ScoringJob of(ModelTrained trained, SplitPublished split) {
    String key =
        new Keys.Scoring(
                trained.model().sha256(),
                split.hashes().test(),
                split.hashes().validation(),
                trained.preprocessing(),
                split.imageIds(),
                trained.form(),
                split.corruptions(),
                trained.repetition())
            .key();
    return new ScoringJob(
        key,
        trained.model(),
        trained.manifest(),
        split.manifest(),
        split.pixels(trained.preprocessing()),
        trained.threads(),
        trained.device(),
        imageKey(trained, split),
        split.features(),
        trained.parts(),
        trained.form(),
        split.corruptions(),
        trained.repetition(),
        split.blocks(trained.preprocessing()).orElse(null));
  }

  /**
   * The hash of the validation part includes how files become pixels. Files of another data set may
   * be decoded in another way, so a test on one has no such key. A repetition scores every image.
   */
  private static @Nullable String imageKey(ModelTrained trained, SplitPublished split) {
    return split.external() != null || trained.repetition() != null
        ? null
        : new Keys.ImageScoring(
                trained.model().sha256(),
                split.hashes().validation(),
                trained.preprocessing(),
                trained.device(),
                trained.threads(),
                trained.form())
            .key();
  }

  /** The features that the owner of an imported model computed for the images of this scoring. */
  Optional<ArtifactRef> imported(ModelManifest trained) {
    WeightsChoice choice = trained.run().imported();
    ArtifactRef file = choice == null ? null : choice.file();
    return file == null || features == null
        ? Optional.empty()
        : features.stream()
            .filter(of -> of.model().equals(file.sha256()))
            .findFirst()
            .map(SplitPublished.Features::file);
  }

  /**
   * Those on which a model can be scored: features that its owner computed are of the images as
   * they are.
   */
  List<Corruption> corruptions(boolean imported) {
    return imported || corruptions == null ? List.of() : corruptions;
  }

  /** Every {@link #featuresKey}: of the images as they are, and after each corruption. */
  List<String> featuresKeys(ModelManifest trained) {
    List<String> keys = new ArrayList<>();
    featuresKey(trained, null).ifPresent(keys::add);
    corruptions(false).forEach(of -> featuresKey(trained, of).ifPresent(keys::add));
    return keys;
  }

  /** That of the images as they are. */
  Optional<String> featuresKey(ModelManifest trained) {
    return featuresKey(trained, null);
  }

  /**
   * The key under which all heads and seeds on one frozen backbone share its features.
   *
   * @param corruption of the images; absent: none
   * @return empty if the backbone was trained, or if the features do not follow from its weights
   *     alone
   */
  Optional<String> featuresKey(ModelManifest trained, @Nullable Corruption corruption) {
    WeightsChoice imported = trained.run().imported();
    if (imported != null) {
      return imported.model() != null && imported.model().isOnnx()
          ? Optional.of(
              new Keys.Features(
                      pixels.sha256(),
                      trained.run().backbone(),
                      imported.identity(),
                      trained.run().preprocessing(),
                      ImportedModel.DEVICE,
                      threads,
                      ImportedModel.runtime())
                  .of(corruption)
                  .again(repetition)
                  .key())
          : Optional.empty();
    }
    if (!trained.run().frozen() || trained.run().head().equals(WeightsChoice.CLASSIFIER_HEAD)) {
      return Optional.empty();
    }
    String weights = Objects.requireNonNullElse(trained.run().weightsSha256(), WeightsChoice.NONE);
    return Optional.of(
        new Keys.Features(
                pixels.sha256(),
                trained.run().backbone(),
                weights,
                trained.run().preprocessing(),
                device,
                threads,
                trained.platform().engine(),
                Keys.Features.layer(
                    BackboneCatalogue.hasHiddenClassifier(trained.run().backbone()),
                    trained.run().head(),
                    trained.run().recipe()),
                form)
            .of(corruption)
            .again(repetition)
            .key());
  }
}
