// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.Part;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.evaluation.RobustnessPlan;
import dev.assay.contracts.recipe.Adaptation;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.split.FindingCounts;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.MachineSpeed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a study may take on this machine's CPU: rough. The work of a network follows from its
 * declaration and grows with the area of the image.
 */
public final class Estimate {
  /** A child process that loads the engine. */
  private static final double CHILD_START_SECONDS = 6;

  /**
   * An image in an epoch of a linear head on stored features, validation and checkpoints included:
   * wall time of whole trainings with recipe paper on the same machine. Other recipes take three to
   * five times as long, which is little beside the features.
   */
  private static final double HEAD_SECONDS = 0.000011;

  /**
   * An image for one penalty of head logistic: some hundred passes in plain arithmetic, measured on
   * 1000 features of 1280 numbers and two classes.
   */
  private static final double PENALTY_SECONDS = 0.0004;

  /** An image in an epoch of the whole classifier of a VGG, two threads: docs/bench.md. */
  private static final double WHOLE_CLASSIFIER_SECONDS = 0.009;

  /** An image of 224 pixels under an imported network of the size of a ResNet50, two threads. */
  private static final double IMPORTED_SECONDS = 0.05;

  private Estimate() {}

  /**
   * @param images number of images of each part, by data set
   * @param findings of the data sets whose images may show several: a solved head is one regression
   *     for each
   * @param machine its speed with the threads of the study
   * @return seconds for all runs, one after the other
   */
  public static double seconds(
      StudySpec study,
      List<Cell> cells,
      Map<String, Map<Part, Integer>> images,
      Map<String, FindingCounts> findings,
      MachineSpeed machine) {
    double total = 0;
    for (Cell cell : cells) {
      Map<Part, Integer> parts = images.getOrDefault(cell.dataset(), Map.of());
      double train = parts.getOrDefault(Part.TRAIN, 0) * cell.subsetRatio();
      double validation = parts.getOrDefault(Part.VALIDATION, 0);
      double test = parts.getOrDefault(Part.TEST, 0);
      Optional<BackboneEntry> backbone = BackboneCatalogue.find(cell.backbone());
      int side = cell.preprocessing().crop();
      double score =
          backbone
              .map(entry -> machine.scoringSeconds(entry, side))
              .orElseGet(() -> imported(cell));
      double step = backbone.map(entry -> step(machine, entry, cell, side)).orElse(0.0);
      int seeds = study.seeds().size();
      int epochs = cell.recipe().epochs() * cell.recipe().budget().size();
      double scoring = seeds * ((validation + test) * score + 2 * CHILD_START_SECONDS);
      // Features of a frozen backbone are made once and shared by the seeds.
      double corrupted = corruptions(study, cell) * test * score * (cell.frozen() ? 1 : seeds);
      double embedded = train * cell.recipe().onFeatures().viewCount() + validation;
      double training =
          cell.frozen()
              ? embedded * score
                  + seeds * train * headSeconds(cell, epochs, findings.get(cell.dataset()))
              : seeds * epochs * (train * step + validation * score);
      total += training + scoring + corrupted;
    }
    return total;
  }

  /** On how many corruptions of each test image a cell is scored: none if there are no pixels. */
  static int corruptions(StudySpec study, Cell cell) {
    RobustnessPlan robustness = study.evaluation().robustness();
    ImportedModel model = cell.weights().model();
    return robustness == null || (model != null && !model.isOnnx())
        ? 0
        : robustness.corruptions().size();
  }

  /** Of one image: forward through all of the network, and back to the first part that learns. */
  private static double step(MachineSpeed machine, BackboneEntry entry, Cell cell, int side) {
    double whole = machine.trainingSeconds(entry, side);
    double forward = machine.scoringSeconds(entry, side);
    Adaptation part = cell.recipe().adaptation();
    return part == null ? whole : forward + (whole - forward) * entry.gradientShare(part);
  }

  /** Of one image; features that somebody computed take no time. */
  private static double imported(Cell cell) {
    ImportedModel model = cell.weights().model();
    double area = Math.pow(cell.preprocessing().crop() / 224.0, 2);
    return model != null && model.isOnnx() ? area * IMPORTED_SECONDS : 0;
  }

  /** Of one training image, in all epochs. */
  private static double headSeconds(Cell cell, int epochs, @Nullable FindingCounts findings) {
    if (FrozenRecipe.isSolved(cell.head())) {
      int regressions = findings == null ? 1 : findings.findings().size();
      return regressions * cell.recipe().onFeatures().grid().size() * PENALTY_SECONDS;
    }
    boolean hidden = BackboneCatalogue.hasHiddenClassifier(cell.backbone());
    return epochs
        * (Keys.Features.isWholeClassifier(hidden, cell.recipe())
            ? WHOLE_CLASSIFIER_SECONDS
            : HEAD_SECONDS);
  }
}
