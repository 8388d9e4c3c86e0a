package dev.assay.evaluation.comparisons;

import dev.assay.contracts.Cell;
import dev.assay.contracts.FrozenRecipe;
import dev.assay.contracts.WeightsChoice;
import dev.assay.statistics.comparison.ReadyMade;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What ready-made questions must know of the cells of one data set. */
public final class CellFacts {
  private static final String LINEAR = "linear";

  /** What DINOv2 was published with. */
  private static final String DINOV2_IMAGES = "LVD-142M";

  private static final String IMAGENET = "ImageNet";

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
              known.map(BackboneEntry::family).orElse(cell.backbone()),
              known.map(BackboneEntry::parameters).orElse(0L),
              pretraining(cell.weights()),
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
    String source = weights.source();
    if (weights.isRandom()) {
      return "random weights";
    }
    if (source.equalsIgnoreCase(DINOV2_IMAGES)) {
      return "DINOv2 (" + DINOV2_IMAGES + ")";
    }
    return source.toLowerCase(Locale.ROOT).startsWith(IMAGENET.toLowerCase(Locale.ROOT))
        ? IMAGENET + source.substring(IMAGENET.length())
        : source;
  }

  /** The size of the input is the study's or the weights'; how it is resampled is the weights'. */
  private static String rest(Cell cell, boolean sameLayer) {
    return (sameLayer ? "linear layer (logistic where frozen)" : "head " + cell.head())
        + ", recipe "
        + cell.recipe().name()
        + ", "
        + cell.preprocessing().crop()
        + " px"
        + (cell.subsetRatio() < 1 ? ", subset " + cell.subsetRatio() : "");
  }
}
