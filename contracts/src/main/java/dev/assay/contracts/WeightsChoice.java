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
 * @param fileName as the user knows it; for messages and footnotes, no part of a key
 */
public record WeightsChoice(String source, @Nullable ArtifactRef file, @Nullable String fileName) {
  public static final String NONE = "none";

  public WeightsChoice {
    Check.text("weights.source", source);
    if (NONE.equals(source) != (file == null)) {
      throw new IllegalArgumentException(
          "weights.file must be absent exactly when weights.source is 'none'");
    }
  }

  public static WeightsChoice none() {
    return new WeightsChoice(NONE, null, null);
  }

  @JsonIgnore
  public boolean isRandom() {
    return file == null;
  }

  /** {@code none}, or the sha256 of the file: what stands in keys. */
  @JsonIgnore
  public String identity() {
    return Optional.ofNullable(file).map(ArtifactRef::sha256).orElse(NONE);
  }
}
