// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.ModelParts;
import dev.assay.outbox.WorkFailure;
import dev.assay.weights.SplitModel;
import dev.assay.weights.WeightsException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model whose backbone was frozen, in two files beside the whole one. The backbone of all runs
 * with the same weights has the same bytes, so the store has it once, and each run adds its head.
 *
 * @param whole the reference of the whole model, which is not stored
 */
record FrozenModel(ArtifactRef whole, Path backbone, Path head) {

  /**
   * @param frozen number of tensors at the beginning of the file that are the backbone's
   * @throws WorkFailure if the parts do not make the model again
   */
  static FrozenModel split(Path file, int frozen, String sha256) throws WorkFailure {
    Path backbone = file.resolveSibling(file.getFileName() + ".backbone");
    Path head = file.resolveSibling(file.getFileName() + ".head");
    try {
      SplitModel.split(file, frozen, backbone, head);
      SplitModel.join(backbone, head, sha256, OutputStream.nullOutputStream());
      ArtifactRef whole = ArtifactRef.of(sha256, Files.size(file), MediaTypes.MODEL);
      return new FrozenModel(whole, backbone, head);
    } catch (IOException | IllegalArgumentException | WeightsException e) {
      throw new WorkFailure(
          "the model file cannot be stored as backbone and head: " + e.getMessage(),
          Actor.DEVELOPER.name(),
          true,
          e);
    }
  }

  /** Stores both parts, and removes their files. */
  ModelParts put(ArtifactStore store) {
    ModelParts parts =
        new ModelParts(store.put(backbone, MediaTypes.MODEL), store.put(head, MediaTypes.MODEL));
    try {
      Files.delete(backbone);
      Files.delete(head);
    } catch (IOException e) {
      throw new UncheckedIOException("the parts of a model cannot be removed", e);
    }
    return parts;
  }
}
