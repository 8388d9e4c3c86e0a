// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.across;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import java.util.List;
import java.util.Map;

/** A contrast without its data set: the mean of some rows minus the mean of others. */
record ContrastKind(List<RowKind> first, List<RowKind> second) {
  /**
   * @param cells of the study, by cell id
   * @throws IllegalArgumentException if the study does not have a cell of the contrast
   */
  static ContrastKind of(Contrast contrast, Map<String, Cell> cells) {
    return new ContrastKind(rows(contrast.first(), cells), rows(contrast.second(), cells));
  }

  private static List<RowKind> rows(List<String> cellIds, Map<String, Cell> cells) {
    return cellIds.stream().map(cellId -> row(cellId, cells)).toList();
  }

  static RowKind row(String cellId, Map<String, Cell> cells) {
    Cell cell = cells.get(cellId);
    if (cell == null) {
      throw new IllegalArgumentException(
          "a comparison names a cell that is not in the study: " + cellId);
    }
    return RowKind.of(cell);
  }
}
