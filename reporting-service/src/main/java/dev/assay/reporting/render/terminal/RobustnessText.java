// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.terminal;

import dev.assay.reporting.render.table.Grid;
import dev.assay.reporting.render.table.RobustnessTable;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import dev.assay.terminal.Screen;
import dev.assay.terminal.TextTable;
import dev.assay.terminal.TextTable.Cell;
import dev.assay.terminal.TextTable.Column;
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
    lines.addAll(TextWidth.hanging("", grid.title(), screen.columns()));
    boolean isLong = grid.rows().size() > MOST_ROWS;
    List<List<String>> rows =
        grid.rows().stream()
            .filter(row -> !isLong || !row.get(CORRUPTION).matches(".* \\d"))
            .toList();
    List<Integer> columns =
        COLUMNS.stream()
            .filter(some -> table(grid, rows, some).width() <= screen.columns())
            .findFirst()
            .orElse(COLUMNS.getLast());
    lines.addAll(table(grid, rows, columns).lines(screen));
    if (isLong) {
      lines.addAll(
          TextWidth.hanging("", "Each corruption: see the table in report.md", screen.columns()));
    }
    lines.add("");
  }

  private static TextTable table(Grid grid, List<List<String>> rows, List<Integer> columns) {
    TextTable table =
        new TextTable(
            columns.stream()
                .map(
                    column ->
                        grid.wordy().contains(column)
                            ? Column.words(grid.headings().get(column))
                            : Column.figures(grid.headings().get(column)))
                .toList());
    for (List<String> row : rows) {
      boolean isMessage = row.stream().skip(CORRUPTION + 1).allMatch(String::isEmpty);
      List<Cell> cells =
          columns.stream()
              .map(column -> Cell.of(isMessage && column == CORRUPTION ? "" : row.get(column)))
              .toList();
      table.row(cells);
      if (isMessage) {
        table.across("  " + row.get(CORRUPTION));
      }
    }
    return table;
  }
}
