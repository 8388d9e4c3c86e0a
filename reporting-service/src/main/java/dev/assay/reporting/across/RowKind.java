// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.across;

import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.recipe.Recipe;

/**
 * A cell without its data set: the rows of two data sets are the same if these are equal.
 *
 * @param weights their identity
 */
record RowKind(
    String backbone,
    String weights,
    Preprocessing preprocessing,
    String head,
    Recipe recipe,
    boolean frozen,
    double subsetRatio) {
  static RowKind of(Cell cell) {
    return new RowKind(
        cell.backbone(),
        cell.weights().identity(),
        cell.preprocessing(),
        cell.head(),
        cell.recipe(),
        cell.frozen(),
        cell.subsetRatio());
  }
}
