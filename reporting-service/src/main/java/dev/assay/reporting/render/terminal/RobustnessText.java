// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.terminal;

import dev.assay.reporting.render.table.Grid;
import dev.assay.reporting.render.table.RobustnessTable;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import dev.assay.terminal.Screen;
import dev.assay.terminal.TextWidth;
import java.util.ArrayList;
import java.util.List;

/**
 * The drops on corrupted images for a terminal: as many columns as there is room for. Of a long
 * table the images as they are and the mean of the corruptions, or it would leave the screen.
 */
final class RobustnessText {
  private static final int MOST_ROWS = 40;
  private static final int CORRUPTION = 1;

  /** Which columns are shown, from wide screens to narrow ones. */
  private static final List<List<Integer>> COLUMNS =
      List.of(
          List.of(0, 1, 2, 3, 4, 5, 6),
          List.of(0, 1, 2, 4, 5, 6),
          List.of(0, 1, 2, 4, 5),
          List.of(0, 1, 4, 5));

  private RobustnessText() {}

  /** With an empty line after them; none without corruptions. */
  static List<String> lines(Report report, Section section, Screen screen) {
    List<String> lines = new ArrayList<>();
    RobustnessTable.of(report, section).ifPresent(grid -> draw(grid, screen, lines));
    return lines;
  }

  private static void draw(Grid grid, Screen screen, List<String> lines) {
    boolean isLong = grid.rows().size() > MOST_ROWS;
    List<List<String>> rows =
        grid.rows().stream()
            .filter(row -> !isLong || !row.get(CORRUPTION).matches(".* \\d"))
            .toList();
    lines.addAll(GridText.lines(grid, rows, COLUMNS, screen));
    if (isLong) {
      lines.addAll(
          TextWidth.hanging("", "Each corruption: see the table in report.md", screen.columns()));
    }
    lines.add("");
  }
}
