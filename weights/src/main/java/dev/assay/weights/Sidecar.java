// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON file next to a weights file, {@code <file>.json}, in which its owner states what it is.
 *
 * @param backbone required; a name of the {@link BackboneCatalogue}
 * @param pretrainedOn e.g. {@code ImageNet-1k}
 * @param classes of the classifier in the file; checked if stated
 * @param sha256 of the weights file; checked if stated
 * @param input required; resize, crop, interpolation, mean and std
 * @param source where the file comes from
 */
record Sidecar(
    @Nullable String backbone,
    @JsonProperty("pretrained_on") @Nullable String pretrainedOn,
    @Nullable Integer classes,
    @Nullable String sha256,
    @Nullable Preprocessing input,
    @Nullable String source) {

  static final String EXAMPLE =
      """
      {"backbone": "%s", "pretrained_on": "ImageNet-1k", "input": {"resize": 256, "crop": 224, \
      "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}}\
      """
          .formatted(BackboneCatalogue.EXAMPLE);

  static Path pathOf(Path weights) {
    return weights.resolveSibling(weights.getFileName() + ".json");
  }

  /**
   * @return empty if there is none
   * @throws WeightsException if it is not valid, or lacks backbone or input
   */
  static Optional<Sidecar> of(Path weights) throws IOException {
    Path file = pathOf(weights);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Sidecar sidecar = Json.read(Files.readString(file), Sidecar.class);
      if (sidecar.backbone() == null || sidecar.input() == null) {
        throw new IllegalArgumentException(
            "'%s' is missing".formatted(sidecar.backbone() == null ? "backbone" : "input"));
      }
      return Optional.of(sidecar);
    } catch (IllegalArgumentException e) {
      throw WeightsException.user(
          "%s: %s; expected for example %s".formatted(file, e.getMessage(), EXAMPLE));
    }
  }
}
