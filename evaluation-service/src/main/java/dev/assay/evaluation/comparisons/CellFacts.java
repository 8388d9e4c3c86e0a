// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.comparisons;

import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.statistics.comparison.ReadyMade;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.Pretraining;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The facts of the cells of one data set that ready-made contrasts need. */
public final class CellFacts {
  private static final String LINEAR = "linear";

  private CellFacts() {}

  /**
   * @param cells of one data set
   * @param names by cell id
   */
  public static List<ReadyMade.CellFacts> of(List<Cell> cells, Map<String, String> names) {
    boolean sameLayer = isOneLinearLayer(cells);
    List<ReadyMade.CellFacts> facts = new ArrayList<>();
    for (Cell cell : cells) {
      Optional<BackboneEntry> known = BackboneCatalogue.find(cell.backbone());
      facts.add(
          new ReadyMade.CellFacts(
              names.getOrDefault(cell.cellId(), cell.cellId()),
              cell.backbone(),
              known.map(BackboneEntry::series).orElse(cell.backbone()),
              known.map(BackboneEntry::parameters).orElse(0L),
              pretraining(cell.weights()),
              pretrainingGroup(cell.weights()),
              cell.frozen(),
              rest(cell, sameLayer)));
    }
    return List.copyOf(facts);
  }

  /**
   * Whether frozen rows have head logistic only and fine-tuned ones linear, as where a study names
   * no heads: one linear layer on the same feature, solved where it can be and trained by steps
   * where it must be.
   */
  private static boolean isOneLinearLayer(List<Cell> cells) {
    return cells.stream()
        .allMatch(cell -> cell.head().equals(cell.frozen() ? FrozenRecipe.LOGISTIC : LINEAR));
  }

  private static String pretraining(WeightsChoice weights) {
    return weights.isRandom()
        ? "random weights"
        : Pretraining.of(weights.source())
            .map(known -> known.words(weights.source()))
            .orElse(weights.source());
  }

  /** The weights that a ready-made question compares; any other name belongs to no group. */
  private static String pretrainingGroup(WeightsChoice weights) {
    return Pretraining.of(weights.source())
        .map(
            known ->
                switch (known) {
                  case DINOV2 -> ReadyMade.DINOV2;
                  case IMAGENET -> ReadyMade.IMAGENET;
                  case DINOV3, CAPTIONS, MASKED, HASHTAGS -> weights.source();
                })
        .orElse(weights.source());
  }

  /** The size of the input is the study's or the weights'; how it is resampled is the weights'. */
  private static String rest(Cell cell, boolean sameLayer) {
    return (sameLayer ? "linear layer (logistic where frozen)" : "head " + cell.head())
        + ", recipe "
        + cell.recipe().name()
        + ", "
        + cell.preprocessing().crop()
        + " px"
        + (cell.recipe().adaptation() == null ? "" : ", " + cell.trainingLabel())
        + (cell.subsetRatio() < 1 ? ", subset " + cell.subsetRatio() : "");
  }
}
