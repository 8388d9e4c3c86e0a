// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.job;

import dev.assay.contracts.Check;
import dev.assay.contracts.Corruption;
import java.util.List;
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
 * @param corrupted corruptions on which the test images are scored as well; absent: none
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
    @Nullable Explain explain,
    @Nullable List<Corrupted> corrupted) {

  /** Name of the file below the scratch folder in which computed features are left. */
  public static final String FEATURES = "features.safetensors";

  /** Likewise, of images after a corruption. */
  public static String featuresFile(Corruption corruption) {
    return "features-" + corruption.slug() + ".safetensors";
  }

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

  /**
   * The test images after a corruption.
   *
   * @param featuresFile as that of the job, of these images
   * @param knownFile likewise
   */
  public record Corrupted(
      Corruption corruption, @Nullable String featuresFile, @Nullable String knownFile) {
    public Corrupted {
      Check.present("corrupted.corruption", corruption);
    }
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
    corrupted = corrupted == null || corrupted.isEmpty() ? null : List.copyOf(corrupted);
  }
}
