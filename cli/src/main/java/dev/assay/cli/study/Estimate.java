package dev.assay.cli.study;

import dev.assay.contracts.Cell;
import dev.assay.contracts.FrozenRecipe;
import dev.assay.contracts.Part;
import dev.assay.contracts.study.StudySpec;
import java.util.List;
import java.util.Map;

/**
 * How long a study may take on this machine's CPU: rough, from speeds measured on two threads of an
 * x86-64 at 224 pixels. The work of an image grows with its area.
 */
public final class Estimate {
  /** Images per second with two threads at 224 pixels: forward alone, and a training step. */
  private record Speed(double forward, double training) {}

  private static final Speed RESNET50 = new Speed(12.7, 3.7);

  /** MobileNetV2 and ResNet50 measured; the others by their multiply-adds against ResNet50's. */
  private static final Map<String, Speed> SPEEDS =
      Map.of(
          "mobilenet_v2", new Speed(40, 9),
          "resnet18", new Speed(29, 8.4),
          "resnet34", new Speed(14, 4.1),
          "resnet50", RESNET50,
          "resnet101", new Speed(6.6, 1.9),
          "resnet152", new Speed(4.5, 1.3));

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

  private Estimate() {}

  /**
   * @param images number of images of each part, by data set
   * @return seconds for all runs, one after the other
   */
  public static double seconds(
      StudySpec study, List<Cell> cells, Map<String, Map<Part, Integer>> images) {
    double total = 0;
    for (Cell cell : cells) {
      Map<Part, Integer> parts = images.getOrDefault(cell.dataset(), Map.of());
      double train = parts.getOrDefault(Part.TRAIN, 0) * cell.subsetRatio();
      double validation = parts.getOrDefault(Part.VALIDATION, 0);
      double test = parts.getOrDefault(Part.TEST, 0);
      Speed speed = speed(cell, study.threads());
      int seeds = study.seeds().size();
      int epochs = cell.recipe().epochs() * cell.recipe().budget().size();
      double scoring = seeds * ((validation + test) / speed.forward() + 2 * CHILD_START_SECONDS);
      // Features of a frozen backbone are made once and shared by the seeds.
      double head =
          FrozenRecipe.isSolved(cell.head())
              ? cell.recipe().onFeatures().grid().size() * PENALTY_SECONDS
              : epochs * HEAD_SECONDS;
      double training =
          cell.frozen()
              ? (train + validation) / speed.forward() + seeds * train * head
              : seeds * epochs * (train / speed.training() + validation / speed.forward());
      total += training + scoring;
    }
    return total;
  }

  private static Speed speed(Cell cell, int threads) {
    Speed standard = SPEEDS.getOrDefault(cell.backbone(), RESNET50);
    double crop = cell.preprocessing().crop();
    double factor = threads / 2.0 * (224 * 224) / (crop * crop);
    return new Speed(standard.forward() * factor, standard.training() * factor);
  }
}
