// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import dev.assay.latex.LatexText;
import dev.assay.reporting.render.table.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A supplementary table as a float. Over the width of a page every column is there. In one of two
 * columns what a row is about gets a line of its own, and of the numbers those that are read first
 * stay; the others are named below.
 */
final class LatexGrid {
  private static final int NUMBERS_IN_ONE_COLUMN = 3;

  private final LatexLines out;
  private final Grid grid;
  private final boolean narrow;

  private LatexGrid(LatexLines out, Grid grid, boolean narrow) {
    this.out = out;
    this.grid = grid;
    this.narrow = narrow;
  }

  static void write(
      LatexLines out, Grid grid, String label, List<String> below, boolean oneColumn) {
    LatexGrid table =
        new LatexGrid(
            out, grid, oneColumn && grid.wordy().contains(0) && grid.headings().size() > 3);
    table.write(label, below);
  }

  private void write(String label, List<String> below) {
    List<Integer> columns = columns();
    out.begin(grid.title(), label, columns.stream().map(this::type).collect(Collectors.joining()));
    out.line(
        columns.stream()
                .map(column -> heading(column, grid.headings().get(column)))
                .collect(Collectors.joining(" & "))
            + " \\tabularnewline");
    out.line("\\midrule");
    for (List<String> row : grid.rows()) {
      if (narrow) {
        out.line(
            "\\multicolumn{%s}{@{}p{0.98\\linewidth}@{}}{\\raggedright %s} \\tabularnewline"
                .formatted(columns.size(), LatexNumbers.contrast(row.getFirst())));
      }
      out.line(
          columns.stream()
                  .map(column -> cell(column, row.get(column)))
                  .collect(Collectors.joining(" & "))
              + " \\tabularnewline");
    }
    List<String> notes = new ArrayList<>(below);
    List<String> hidden =
        IntStream.range(narrow ? 1 : 0, grid.headings().size())
            .filter(column -> !columns.contains(column))
            .mapToObj(grid.headings()::get)
            .toList();
    if (!hidden.isEmpty()) {
      notes.add(LatexLines.below("Not shown: " + String.join(", ", hidden) + "."));
    }
    out.end(notes);
  }

  private List<Integer> columns() {
    List<Integer> columns = new ArrayList<>();
    int numbers = 0;
    for (int column = narrow ? 1 : 0; column < grid.headings().size(); column++) {
      boolean words = grid.wordy().contains(column);
      numbers += words ? 0 : 1;
      if (!narrow || words || numbers <= NUMBERS_IN_ONE_COLUMN) {
        columns.add(column);
      }
    }
    return columns;
  }

  private String type(int column) {
    if (!grid.wordy().contains(column)) {
      return "c";
    }
    return column == 0
        ? "p{0.26\\linewidth}"
        : narrow ? "p{0.24\\linewidth}" : "p{0.12\\linewidth}";
  }

  /** One word below the other: numbers need little width. */
  private String heading(int column, String text) {
    String latex = LatexText.of(text);
    return grid.wordy().contains(column)
        ? "\\raggedright " + latex
        : "\\shortstack{" + latex.replace(" ", "\\\\ ") + "}";
  }

  private String cell(int column, String text) {
    if (grid.wordy().contains(column)) {
      return "\\raggedright " + (column == 0 ? LatexNumbers.contrast(text) : LatexNumbers.of(text));
    }
    return "{" + LatexNumbers.of(text) + "}";
  }
}
