package dev.assay.inference;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.Keys;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;

/**
 * What is to be scored: the payload of the leased work.
 *
 * @param scoringKey hash of model, images and preprocessing
 * @param threads CPU threads of the scorer
 * @param device {@code cpu}, {@code cuda} or {@code auto}
 */
public record ScoringJob(
    String scoringKey,
    ArtifactRef model,
    ArtifactRef modelManifest,
    ArtifactRef splitManifest,
    ArtifactRef pixels,
    int threads,
    String device) {

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
        trained.device());
  }
}
