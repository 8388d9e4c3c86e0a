// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import dev.assay.latex.LatexText;
import dev.assay.reporting.render.note.Note;
import dev.assay.reporting.render.table.Grid;
import java.util.ArrayList;
import java.util.List;

/** A supplementary table as a float. */
final class LatexGrid {
  private LatexGrid() {}

  static void write(LatexLines out, Grid grid, String label, List<Note> notes) {
    StringBuilder columns = new StringBuilder();
    for (int column = 0; column < grid.headings().size(); column++) {
      columns.append(grid.wordy().contains(column) ? "p{" + width(column) + "}" : "l");
    }
    out.begin(grid.title(), label, columns.toString());
    out.line(headings(grid));
    out.line("\\midrule");
    grid.rows().forEach(row -> out.line(row(grid, row)));
    out.end(notes);
  }

  /** Words get what numbers leave of the page. */
  private static String width(int column) {
    return column == 0 ? "0.3\\linewidth" : "0.16\\linewidth";
  }

  /** One below the other where it has several words: numbers need little width. */
  private static String headings(Grid grid) {
    List<String> cells = new ArrayList<>();
    for (int column = 0; column < grid.headings().size(); column++) {
      String text = LatexText.of(grid.headings().get(column));
      cells.add(
          grid.wordy().contains(column)
              ? "\\raggedright " + text
              : "\\shortstack[l]{" + text.replace(" in ", " in\\\\ ") + "}");
    }
    return String.join(" & ", cells) + " \\tabularnewline";
  }

  private static String row(Grid grid, List<String> row) {
    List<String> cells = new ArrayList<>();
    for (int column = 0; column < row.size(); column++) {
      String text = LatexText.of(row.get(column));
      // Inside braces the bracket of an interval is text wherever it stands.
      cells.add(grid.wordy().contains(column) ? "\\raggedright " + text : "{" + text + "}");
    }
    // The usual end of a row means another thing after \raggedright.
    return String.join(" & ", cells) + " \\tabularnewline";
  }
}
