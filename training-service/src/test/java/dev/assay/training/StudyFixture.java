// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Studies of one cell. Their splits have a manifest, and pixels that are none. */
final class StudyFixture {
  static final Preprocessing SMALL = Preprocessing.imageNet().withSize(72, 64);

  private StudyFixture() {}

  static Cell cell(String backbone, boolean frozen) {
    return Cell.of(
        "phantoms", backbone, WeightsChoice.none(), SMALL, "linear", Recipe.paper(), frozen, 1);
  }

  static StudySubmitted study(String id, Cell cell, Long... seeds) {
    return study(id, cell, Checkpoint.BEST_ACCURACY, seeds);
  }

  static StudySubmitted study(String id, Cell cell, Checkpoint checkpoint, Long... seeds) {
    return new StudySubmitted(
        id,
        "a study",
        List.of(cell),
        List.of(seeds),
        checkpoint,
        EvaluationPlan.standard(),
        1,
        "auto",
        List.of());
  }

  /**
   * @param images equal names are equal images, and so equal runs
   */
  static SplitPublished split(ArtifactStore store, String studyId, String images) {
    return split(store, studyId, images, SMALL.resize());
  }

  static SplitPublished split(ArtifactStore store, String studyId, String images, int size) {
    SplitManifest manifest = manifest(images);
    return new SplitPublished(
        studyId,
        manifest.dataset(),
        manifest.splitId(),
        manifest.hashes(),
        put(store, Json.write(manifest), MediaTypes.SPLIT_MANIFEST),
        List.of(
            new SplitPublished.Pixels(size, put(store, "pixels of " + images, MediaTypes.PIXELS))),
        manifest.classes(),
        manifest.groupKind(),
        true);
  }

  /** A split of one training, one validation and one test image. */
  private static SplitManifest manifest(String images) {
    return new SplitManifest(
        SplitManifest.FORMAT_VERSION,
        "phantoms",
        Hash.ofText("version of " + images),
        Hash.ofText("split of " + images),
        "folder",
        List.of("NORMAL", "PNEUMONIA"),
        "patient",
        true,
        1,
        new SplitHashes(
            Hash.ofText("train " + images),
            Hash.ofText("validation " + images),
            Hash.ofText("test " + images)),
        Stream.of(Part.values()).map(part -> entry(images, part)).toList(),
        Map.of(),
        List.of());
  }

  private static SplitManifest.Entry entry(String images, Part part) {
    String image = Hash.ofText(images + " " + part);
    return new SplitManifest.Entry(image, image, 0, part.label(), part, 1);
  }

  private static ArtifactRef put(ArtifactStore store, String text, String mediaType) {
    return store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), mediaType);
  }
}
