package dev.assay.training;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.weights.BackboneCatalogue;

/**
 * All that a training needs, as it waits in the work queue.
 *
 * @param training what the result depends on
 * @param weights the file that goes with its hash
 * @param pixels packed images at the cell's size
 * @param manifest of the split; a split with another test part has another manifest and the same
 *     run
 */
public record RunSpec(
    Keys.Training training, WeightsChoice weights, ArtifactRef pixels, ArtifactRef manifest) {

  /**
   * @param device {@code cpu} or {@code cuda}
   * @throws IllegalArgumentException if the split has no pixels of the cell's size
   */
  static RunSpec of(
      StudySubmitted study,
      Cell cell,
      long seed,
      SplitPublished split,
      String device,
      String engine) {
    Keys.Training training =
        new Keys.Training(
            split.hashes(),
            cell.backbone(),
            cell.weights().identity(),
            cell.preprocessing(),
            cell.head(),
            cell.frozen(),
            cell.recipe(),
            cell.subsetRatio(),
            seed,
            device,
            study.threads(),
            cell.recipe().batchSize(),
            engine);
    return new RunSpec(
        training, cell.weights(), split.pixels(cell.preprocessing()), split.manifest());
  }

  /** The training key. */
  public String runKey() {
    return training.key();
  }

  /** Under which the outputs of the frozen backbone are shared. */
  public String featuresKey() {
    return new Keys.Features(
            pixels.sha256(),
            training.backbone(),
            training.weights(),
            training.preprocessing(),
            training.deviceClass(),
            training.threads(),
            training.engine(),
            Keys.Features.layer(
                BackboneCatalogue.hasHiddenClassifier(training.backbone()),
                training.head(),
                training.recipe()))
        .key();
  }
}
