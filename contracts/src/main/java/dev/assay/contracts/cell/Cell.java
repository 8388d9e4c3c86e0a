// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.cell;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.assay.contracts.Check;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.recipe.Recipe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table: data set x backbone with its weights x head x recipe x frozen or fine-tuned
 * x subset ratio. Its seeds are replicates, never rows.
 *
 * @param cellId hash of the other fields, 16 hexadecimal digits; the same cell has the same id in
 *     every study
 * @param dataset name of the data set in the study
 * @param subsetRatio share of the training groups that is used, in (0, 1]
 * @param pools ids of the cells, one of each fold and in the order of the folds, whose out-of-fold
 *     predictions this cell pools; absent: this cell is trained
 */
public record Cell(
    String cellId,
    String dataset,
    String backbone,
    WeightsChoice weights,
    Preprocessing preprocessing,
    String head,
    Recipe recipe,
    boolean frozen,
    double subsetRatio,
    @Nullable List<String> pools) {

  public Cell {
    Check.text("cellId", cellId);
    Check.text("dataset", dataset);
    Check.text("backbone", backbone);
    Check.present("weights", weights);
    Check.present("preprocessing", preprocessing);
    Check.text("head", head);
    Check.present("recipe", recipe);
    Check.within("subsetRatio", subsetRatio, Double.MIN_NORMAL, 1);
    pools = pools == null ? null : List.copyOf(Check.notEmpty("pools", pools));
  }

  /** Whether this cell pools the cells of all folds and so is not trained itself. */
  @JsonIgnore
  public boolean isPooled() {
    return pools != null;
  }

  /**
   * The cell that pools the cells of all folds.
   *
   * @param dataset name of the section of the pooled rows
   * @param folds cells that differ in their sections only, in the order of the folds
   */
  public static Cell pooling(String dataset, List<Cell> folds) {
    Cell first = folds.getFirst();
    List<String> pools = folds.stream().map(Cell::cellId).toList();
    record Identity(String dataset, List<String> pools) {}
    return new Cell(
        Hash.ofJson(new Identity(dataset, pools)).substring(0, 16),
        dataset,
        first.backbone,
        first.weights,
        first.preprocessing,
        first.head,
        first.recipe,
        first.frozen,
        first.subsetRatio,
        pools);
  }

  /** What of the backbone is trained, as tables say it. */
  @JsonIgnore
  public String trainingLabel() {
    return Recipe.trainingLabel(frozen, recipe);
  }

  /**
   * Whether it may be compared with others. A row with a replication switch takes part in no
   * comparison.
   */
  @JsonIgnore
  public boolean isComparable() {
    return !recipe.hasReplicationSwitches();
  }

  public static Cell of(
      String dataset,
      String backbone,
      WeightsChoice weights,
      Preprocessing preprocessing,
      String head,
      Recipe recipe,
      boolean frozen,
      double subsetRatio) {
    WeightsChoice needed = weights.forHead(head);
    record Identity(
        String dataset,
        String backbone,
        String weights,
        Preprocessing preprocessing,
        String head,
        Recipe recipe,
        boolean frozen,
        double subsetRatio) {}
    String id =
        Hash.ofJson(
            new Identity(
                dataset,
                backbone,
                needed.identity(),
                preprocessing,
                head,
                recipe,
                frozen,
                subsetRatio));
    return new Cell(
        id.substring(0, 16),
        dataset,
        backbone,
        needed,
        preprocessing,
        head,
        recipe,
        frozen,
        subsetRatio,
        null);
  }
}
