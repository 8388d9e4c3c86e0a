package dev.assay.inference;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.weights.BackboneCatalogue;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be scored: the payload of the leased work.
 *
 * @param scoringKey hash of model, images and preprocessing
 * @param threads CPU threads of the scorer
 * @param device {@code cpu}, {@code cuda} or {@code auto}
 * @param imageKey under which others have said the same of the same images; absent in work that was
 *     demanded before there was one, and of tests on another data set
 */
public record ScoringJob(
    String scoringKey,
    ArtifactRef model,
    ArtifactRef modelManifest,
    ArtifactRef splitManifest,
    ArtifactRef pixels,
    int threads,
    String device,
    @Nullable String imageKey) {

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
                trained.preprocessing())
            .key();
    return new ScoringJob(
        key,
        trained.model(),
        trained.manifest(),
        split.manifest(),
        split.pixels(trained.preprocessing()),
        trained.threads(),
        trained.device(),
        imageKey(trained, split));
  }

  /**
   * The validation part stands for how files become pixels; those of another data set may be read
   * otherwise than the one that the model is validated on.
   */
  private static @Nullable String imageKey(ModelTrained trained, SplitPublished split) {
    return split.external() != null
        ? null
        : new Keys.ImageScoring(
                trained.model().sha256(),
                split.hashes().validation(),
                trained.preprocessing(),
                trained.device(),
                trained.threads())
            .key();
  }

  /**
   * Under which the outputs of the model's backbone are shared by all heads and seeds.
   *
   * @return empty if the backbone is its own, or if what the head stands on is not told by the
   *     backbone's weights alone
   */
  Optional<String> featuresKey(ModelManifest trained) {
    if (!trained.frozen() || trained.head().equals(WeightsChoice.CLASSIFIER_HEAD)) {
      return Optional.empty();
    }
    String weights = Objects.requireNonNullElse(trained.weightsSha256(), WeightsChoice.NONE);
    return Optional.of(
        new Keys.Features(
                pixels.sha256(),
                trained.backbone(),
                weights,
                trained.preprocessing(),
                device,
                threads,
                trained.engine(),
                Keys.Features.layer(
                    BackboneCatalogue.hasHiddenClassifier(trained.backbone()),
                    trained.head(),
                    trained.recipe()))
            .key());
  }
}
