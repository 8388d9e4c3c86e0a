// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.RunSettings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events of studies with one cell of a frozen backbone, and the artifacts that they refer to. */
record Frozen(ArtifactStore store, Preprocessing preprocessing) {
  static final String CELL = "cell-1";
  static final long SEED = 1;
  static final List<String> CLASSES = List.of("NORMAL", "PNEUMONIA");

  ArtifactRef put(String text, String mediaType) {
    return store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), mediaType);
  }

  SplitPublished split(String studyId, ArtifactRef manifest, ArtifactRef pixels) {
    return new SplitPublished(
        studyId,
        "phantoms",
        Hash.ofText("split"),
        new SplitHashes(Hash.ofText("train"), Hash.ofText("validation"), Hash.ofText("test")),
        manifest,
        List.of(new SplitPublished.Pixels(preprocessing.resize(), pixels)),
        CLASSES,
        "patient",
        true);
  }

  ArtifactRef manifest(String model, String backbone, String head) {
    return put(
        new ModelManifest(
                ModelManifest.FORMAT_VERSION,
                new RunSettings(
                    Hash.ofText("run of " + model),
                    backbone,
                    head,
                    true,
                    preprocessing,
                    Recipe.paper(),
                    "none",
                    null,
                    1,
                    SEED,
                    1),
                CLASSES,
                new ModelManifest.Platform("cpu", "PyTorch 2.7.1"),
                new ModelManifest.BestEpoch(Checkpoint.BEST_ACCURACY, 1, 0.9, 0.3),
                new ModelManifest.Size(10, 2),
                Hash.ofText(model),
                List.of(new ModelManifest.Epoch(1, 0.4, 0.3, 0.9)),
                List.of(),
                null,
                null,
                null)
            .toJson(),
        MediaTypes.MODEL_MANIFEST);
  }

  ModelTrained trained(
      String studyId,
      String model,
      ArtifactRef whole,
      ArtifactRef manifest,
      @Nullable ModelParts parts) {
    return new ModelTrained(
        studyId,
        CELL,
        Hash.ofText("run of " + model),
        SEED,
        whole,
        manifest,
        Checkpoint.BEST_ACCURACY,
        "phantoms",
        preprocessing,
        1,
        "cpu",
        parts,
        null);
  }
}
