// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.recipe.Augmentation;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.Loss;
import dev.assay.contracts.recipe.Momentum;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.Schedule;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Recipes, heads and preprocessing, and the machines that the models were trained on. */
final class TrainingNote {
  private TrainingNote() {}

  static List<Note> of(Report report) {
    List<Cell> cells = report.cells();
    List<String> parts = new ArrayList<>();
    cells.stream()
        .filter(cell -> !FrozenRecipe.isSolved(cell.head()))
        .map(Cell::recipe)
        .distinct()
        .map(TrainingNote::recipe)
        .forEach(parts::add);
    parts.add(
        "head " + cells.stream().map(Cell::head).distinct().collect(Collectors.joining(", ")));
    cells.stream()
        .filter(TrainingNote::hasPixels)
        .map(Cell::preprocessing)
        .map(TrainingNote::size)
        .distinct()
        .forEach(parts::add);
    if (cells.stream().anyMatch(Cell::frozen)) {
      parts.add("frozen: only the head was trained");
    }
    cells.stream()
        .map(cell -> cell.recipe().onFeatures().viewCount())
        .filter(views -> views > 1)
        .distinct()
        .map("frozen rows on %s views of each training image"::formatted)
        .forEach(parts::add);
    parts.add(Words.many(report.threads(), "CPU thread"));
    report.rows().stream()
        .flatMap(row -> row.runs().stream())
        .map(run -> run.engine() + " on " + run.deviceClass())
        .distinct()
        .forEach(parts::add);
    return Note.one("Training", String.join("; ", parts) + ".");
  }

  /** The pixels of features that somebody computed were prepared elsewhere. */
  private static boolean hasPixels(Cell cell) {
    ImportedModel model = cell.weights().model();
    return model == null || model.isOnnx();
  }

  private static String recipe(Recipe recipe) {
    return "recipe %s (%s, learning rate %s, weight decay %s, %s epochs, batches of %s, %s, augmentation %s%s)"
        .formatted(
            recipe.name(),
            recipe.optimizer(),
            Figures.exact(recipe.learningRate()),
            Figures.exact(recipe.weightDecay()),
            recipe.epochs(),
            recipe.batchSize(),
            recipe.shuffle() ? "shuffled" : "not shuffled",
            recipe.augment(),
            refinements(recipe));
  }

  static String loss(Loss loss) {
    return "label smoothing %s, class weights %s"
        .formatted(Figures.exact(loss.labelSmoothing()), loss.classWeights());
  }

  private static String refinements(Recipe recipe) {
    List<String> parts = new ArrayList<>();
    if (recipe.adaptation() != null) {
      parts.add("trained are " + recipe.adaptation().sentence());
    }
    if (recipe.optimizer().equals(Recipe.SGD)) {
      Momentum momentum = recipe.momentum() == null ? Momentum.STANDARD : recipe.momentum();
      parts.add(
          "momentum "
              + Figures.exact(momentum.momentum())
              + (momentum.nesterov() ? " (Nesterov)" : ""));
    }
    Schedule schedule = recipe.schedule();
    if (schedule != null) {
      parts.add("cosine schedule after %s epochs of warm-up".formatted(schedule.warmupEpochs()));
    }
    if (recipe.layerDecay() != null) {
      parts.add("layer decay " + Figures.exact(recipe.layerDecay()));
    }
    if (recipe.clipNorm() != null) {
      parts.add("gradients clipped at norm " + Figures.exact(recipe.clipNorm()));
    }
    Augmentation augmentation = recipe.augmentation();
    if (augmentation != null && (augmentation.horizontalFlip() || augmentation.verticalFlip())) {
      parts.add("images flipped");
    }
    if (recipe.loss() != null) {
      parts.add(loss(recipe.loss()));
    }
    if (recipe.patience() != null) {
      parts.add("stopped after %s epochs without a better one".formatted(recipe.patience()));
    }
    parts.add(
        recipe.isTuned()
            ? "learning rate chosen on validation among "
                + recipe.budget().stream().map(Figures::exact).collect(Collectors.joining(", "))
            : "learning rate not tuned");
    return ", " + String.join(", ", parts);
  }

  private static String size(Preprocessing size) {
    boolean usual = size.interpolation().equals(Preprocessing.BILINEAR);
    return "%s to %s pixels%s%s, centre %s x %s"
        .formatted(
            size.sides(),
            size.resize(),
            usual ? "" : " (" + size.interpolation() + ")",
            size.padding(),
            size.crop(),
            size.crop());
  }
}
