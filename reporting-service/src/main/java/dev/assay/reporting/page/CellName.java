// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.contracts.cell.Cell;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.report.Report.Section;

/** A cell as pages call it: everything that tells it from the others, and its data set. */
final class CellName {
  private CellName() {}

  static String of(StudyNow now, Cell cell) {
    String section =
        now.report().sections().stream()
            .filter(one -> one.dataset().equals(cell.dataset()))
            .findFirst()
            .map(Section::title)
            .orElse(cell.dataset());
    return LabelColumn.sentence(cell, LabelColumn.needed(now.report().cells())) + ", " + section;
  }
}
