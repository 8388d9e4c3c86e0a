// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.terminal;

import dev.assay.reporting.render.table.Grid;
import dev.assay.terminal.Screen;
import dev.assay.terminal.TextTable;
import dev.assay.terminal.TextTable.Cell;
import dev.assay.terminal.TextTable.Column;
import dev.assay.terminal.TextWidth;
import java.util.ArrayList;
import java.util.List;

/** A supplementary table for a terminal: as many of its columns as there is room for. */
final class GridText {
  /** A row that says here why it has no numbers has nothing behind it. */
  private static final int REASON = 1;

  private GridText() {}

  /**
   * The title and the table.
   *
   * @param rows of the table that are shown
   * @param choices numbers of columns to show, from wide screens to narrow ones
   */
  static List<String> lines(
      Grid grid, List<List<String>> rows, List<List<Integer>> choices, Screen screen) {
    List<String> lines = new ArrayList<>(TextWidth.hanging("", grid.title(), screen.columns()));
    List<Integer> columns =
        choices.stream()
            .filter(some -> table(grid, rows, some).width() <= screen.columns())
            .findFirst()
            .orElse(choices.getLast());
    lines.addAll(table(grid, rows, columns).lines(screen));
    return lines;
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
      boolean isMessage = row.stream().skip(REASON + 1).allMatch(String::isEmpty);
      List<Cell> cells =
          columns.stream()
              .map(column -> Cell.of(isMessage && column == REASON ? "" : row.get(column)))
              .toList();
      table.row(cells);
      if (isMessage) {
        table.across("  " + row.get(REASON));
      }
    }
    return table;
  }
}
