// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.cell.Cell;
import dev.assay.reporting.render.name.RunNames;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;

/**
 * What figures of rows are made of.
 *
 * @param names of files
 */
record PlotContext(Report report, PlotSource source, RowTitles titles, RunNames names) {
  String dataset(Section section) {
    return names.of(section.rows().getFirst().cell()).dataset();
  }

  String name(Cell cell) {
    return names.of(cell).dataset() + "-" + names.of(cell).model();
  }
}
