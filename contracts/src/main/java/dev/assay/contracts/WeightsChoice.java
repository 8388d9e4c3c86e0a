// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a backbone starts from: a weights file, known by its hash, or a random initialisation that
 * depends on the backbone's name alone and so is the same in every run.
 *
 * @param source {@code none} for random initialisation, else what the file was pretrained on
 * @param file absent for random initialisation
 * @param fileName as the user named it; for messages and footnotes, not part of a key
 * @param headFile the file of the official classifier, where it is separate and the head is built
 *     on it
 * @param model what is known of a model that is no backbone of Assay; absent: these are weights of
 *     a backbone
 */
public record WeightsChoice(
    String source,
    @Nullable ArtifactRef file,
    @Nullable String fileName,
    @Nullable ArtifactRef headFile,
    @Nullable ImportedModel model) {
  public static final String NONE = "none";

  /** The head that is built on the official classifier of a backbone. */
  public static final String CLASSIFIER_HEAD = "paper";

  public WeightsChoice {
    Check.text("weights.source", source);
    if (NONE.equals(source) != (file == null)) {
      throw new IllegalArgumentException(
          "weights.file must be absent exactly when weights.source is 'none'");
    }
    if (file == null && headFile != null) {
      throw new IllegalArgumentException("weights.headFile must be absent without weights.file");
    }
    if (model != null && (file == null || headFile != null)) {
      throw new IllegalArgumentException(
          "weights.model needs weights.file, and has no weights.headFile");
    }
  }

  public WeightsChoice(String source, @Nullable ArtifactRef file, @Nullable String fileName) {
    this(source, file, fileName, null, null);
  }

  /** Weights of a backbone. */
  public WeightsChoice(
      String source,
      @Nullable ArtifactRef file,
      @Nullable String fileName,
      @Nullable ArtifactRef headFile) {
    this(source, file, fileName, headFile, null);
  }

  /**
   * The same without the classifier's file if the head is not built on it, so that it is in none of
   * the head's keys.
   */
  public WeightsChoice forHead(String head) {
    return head.equals(CLASSIFIER_HEAD)
        ? this
        : new WeightsChoice(source, file, fileName, null, model);
  }

  public static WeightsChoice none() {
    return new WeightsChoice(NONE, null, null);
  }

  @JsonIgnore
  public boolean isRandom() {
    return file == null;
  }

  /** What a table calls these weights where a backbone has several. */
  @JsonIgnore
  public String label() {
    return isRandom() ? "random" : source;
  }

  /**
   * {@code none}, or the sha256 of the file, or of both with a plus between: for keys. Of an
   * imported model, the hash of what is taken out of its network follows the plus.
   */
  @JsonIgnore
  public String identity() {
    String network = Optional.ofNullable(file).map(ArtifactRef::sha256).orElse(NONE);
    if (model != null && model.output() != null) {
      return network + "+" + Hash.ofJson(model.output());
    }
    return headFile == null ? network : network + "+" + headFile.sha256();
  }
}
