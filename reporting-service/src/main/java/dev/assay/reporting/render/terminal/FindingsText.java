// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.terminal;

import dev.assay.reporting.render.table.FindingsTable;
import dev.assay.reporting.render.table.Grid;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import dev.assay.terminal.Screen;
import dev.assay.terminal.TextWidth;
import java.util.ArrayList;
import java.util.List;

/**
 * The areas of each finding for a terminal: as many columns as there is room for, and only as many
 * rows as do not push the main table off the screen.
 */
final class FindingsText {
  private static final int MOST_ROWS = 42;

  /** Which columns are shown, from wide screens to narrow ones. */
  private static final List<List<Integer>> COLUMNS =
      List.of(
          List.of(0, 1, 2, 3, 4, 5, 6, 7, 8),
          List.of(0, 1, 2, 3, 5, 6, 7, 8),
          List.of(0, 1, 2, 5, 6, 7),
          List.of(0, 1, 2, 5, 6),
          List.of(0, 1, 5, 6));

  private FindingsText() {}

  /** With an empty line after them; none where images have one class. */
  static List<String> lines(Report report, Section section, Screen screen) {
    List<String> lines = new ArrayList<>();
    FindingsTable.of(report, section).ifPresent(grid -> draw(grid, screen, lines));
    return lines;
  }

  private static void draw(Grid grid, Screen screen, List<String> lines) {
    List<List<String>> rows = grid.rows().subList(0, Math.min(grid.rows().size(), MOST_ROWS));
    lines.addAll(GridText.lines(grid, rows, COLUMNS, screen));
    if (rows.size() < grid.rows().size()) {
      lines.addAll(
          TextWidth.hanging(
              "",
              "and %s more: see the table of findings in report.md"
                  .formatted(grid.rows().size() - rows.size()),
              screen.columns()));
    }
    lines.add("");
  }
}
