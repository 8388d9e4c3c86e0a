// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.job;

import dev.assay.contracts.Check;
import org.jspecify.annotations.Nullable;

/**
 * The input of the scorer child process. Unless it explains an image, it writes {@code test.csv}
 * and {@code validation.csv} into its scratch folder.
 *
 * @param scoringKey hash of model, images and preprocessing
 * @param modelFile safetensors; the head alone if there is a {@code backboneFile}
 * @param modelManifestFile a {@link dev.assay.contracts.file.ModelManifest}; names backbone, head,
 *     classes and preprocessing
 * @param threads of the engine, exactly
 * @param device {@code cpu}, {@code cuda} or {@code auto}
 * @param featuresFile cached features of the model's frozen backbone; absent: none are cached, or
 *     the backbone is not frozen
 * @param knownFile {@link dev.assay.contracts.file.Predictions} that the same model made earlier
 *     for some of the images; only the others are scored. Absent: all are scored
 * @param backboneFile safetensors of the frozen backbone, if it is stored apart from the head
 * @param form how the network is computed, as in {@link dev.assay.contracts.recipe.RunSettings}
 * @param explain what is explained in place of a scoring; absent: nothing
 */
public record ScorerJob(
    String scoringKey,
    String modelFile,
    String modelManifestFile,
    int threads,
    String device,
    String pixelsFile,
    String manifestFile,
    String scratch,
    String eventsFile,
    @Nullable String featuresFile,
    @Nullable String knownFile,
    @Nullable String backboneFile,
    @Nullable String form,
    @Nullable Explain explain) {

  /**
   * An image of the split, and a class.
   *
   * @param image keyed id
   * @param label index of the class
   */
  public record Explain(String image, int label) {
    public Explain {
      Check.sha256("explain.image", image);
      Check.atLeast("explain.label", label, 0);
    }
  }

  public ScorerJob(
      String scoringKey,
      String modelFile,
      String modelManifestFile,
      int threads,
      String device,
      String pixelsFile,
      String manifestFile,
      String scratch,
      String eventsFile) {
    this(
        scoringKey,
        modelFile,
        modelManifestFile,
        threads,
        device,
        pixelsFile,
        manifestFile,
        scratch,
        eventsFile,
        null,
        null,
        null,
        null,
        null);
  }

  public ScorerJob {
    Check.sha256("scoringKey", scoringKey);
    Check.text("modelFile", modelFile);
    Check.text("modelManifestFile", modelManifestFile);
    Check.atLeast("threads", threads, 1);
    Check.text("device", device);
    Check.text("pixelsFile", pixelsFile);
    Check.text("manifestFile", manifestFile);
    Check.text("scratch", scratch);
    Check.text("eventsFile", eventsFile);
  }
}
