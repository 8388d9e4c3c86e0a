package dev.assay.training;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Studies of one cell, whose images are only named. */
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
    return new SplitPublished(
        studyId,
        "phantoms",
        Hash.ofText("split of " + images),
        new SplitHashes(
            Hash.ofText("train " + images),
            Hash.ofText("validation " + images),
            Hash.ofText("test " + images)),
        put(store, "manifest of " + images, MediaTypes.SPLIT_MANIFEST),
        List.of(
            new SplitPublished.Pixels(size, put(store, "pixels of " + images, MediaTypes.PIXELS))),
        List.of("NORMAL", "PNEUMONIA"),
        "patient",
        true);
  }

  private static ArtifactRef put(ArtifactStore store, String text, String mediaType) {
    return store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), mediaType);
  }
}
