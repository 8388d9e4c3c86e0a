// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.Explanation;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an explanation needs: the payload of its piece of work.
 *
 * @param key with which the work is done once, whoever asks
 * @param image keyed id of the image
 * @param label index of the explained class
 * @param parts of the model, where the store has those and not the whole model
 * @param blocks of {@code pixels}, as in {@link SplitPublished.Pixels}; absent: the file is the
 *     whole
 */
public record ExplanationJob(
    String key,
    ArtifactRef model,
    ArtifactRef modelManifest,
    ArtifactRef splitManifest,
    ArtifactRef pixels,
    int threads,
    String device,
    String image,
    int label,
    @Nullable ModelParts parts,
    @Nullable ArtifactRef blocks) {
  /** Apart from the keys of scorings, which are in the same queue. */
  private static final String PREFIX = "explain-";

  /** SQL's pattern of the keys of explanations. */
  static final String ANY_KEY = PREFIX + "%";

  public ExplanationJob {
    Check.text("key", key);
    Check.present("model", model);
    Check.present("modelManifest", modelManifest);
    Check.present("splitManifest", splitManifest);
    Check.present("pixels", pixels);
    Check.sha256("image", image);
    Check.atLeast("label", label, 0);
  }

  /** Whether a key of work is that of an explanation. */
  static boolean isKey(String workKey) {
    return workKey.startsWith(PREFIX);
  }

  /** The SHA-256 in the key, which names folders and logs. */
  String hash() {
    return hash(key);
  }

  static String hash(String key) {
    return key.substring(PREFIX.length());
  }

  /**
   * @param rollout whether the attention of the model's backbone can be followed
   * @throws IllegalArgumentException if the split has no pixels of the model's size
   */
  static ExplanationJob of(
      ModelTrained trained, SplitPublished split, boolean rollout, String image, int label) {
    ArtifactRef pixels = split.pixels(trained.preprocessing());
    String hash =
        new Keys.Explaining(
                rollout ? Explanation.ATTENTION_ROLLOUT : Explanation.GRAD_CAM,
                trained.model().sha256(),
                image,
                pixels.sha256(),
                trained.preprocessing(),
                rollout ? null : label,
                trained.device(),
                trained.threads())
            .key();
    return new ExplanationJob(
        PREFIX + hash,
        trained.model(),
        trained.manifest(),
        split.manifest(),
        pixels,
        trained.threads(),
        trained.device(),
        image,
        label,
        trained.parts(),
        split.blocks(trained.preprocessing()).orElse(null));
  }
}
