// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.cell.Cell;
import dev.assay.reporting.render.column.LabelColumn;
import java.util.List;

/** What figures call rows: backbones as papers write them, and what tells rows apart. */
public final class RowTitles {
  private final List<LabelColumn> labels;

  public RowTitles(List<Cell> cells) {
    this.labels =
        LabelColumn.needed(cells).stream()
            .filter(label -> label != LabelColumn.TRAINING || differ(cells))
            .toList();
  }

  private static boolean differ(List<Cell> cells) {
    return cells.stream().map(Cell::trainingLabel).distinct().count() > 1;
  }

  public String of(Cell cell) {
    return String.join(", ", labels.stream().map(label -> label.of(cell)).toList());
  }
}
