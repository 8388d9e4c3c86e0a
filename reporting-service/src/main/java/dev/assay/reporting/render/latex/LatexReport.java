// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import dev.assay.latex.LatexText;
import dev.assay.reporting.render.column.Columns;
import dev.assay.reporting.render.note.Note;
import dev.assay.reporting.render.note.Notes;
import dev.assay.reporting.render.table.Grid;
import dev.assay.reporting.render.table.SupplementaryTable;
import dev.assay.reporting.render.table.Table;
import dev.assay.reporting.render.table.Table.Block;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.TestImages;
import dev.assay.reporting.report.Report;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables for a paper, with booktabs. The file serves twice: compiled as it is it makes a page
 * of its own, and {@code \input} in a document it is the tables alone; it asks LaTeX whether a
 * document has begun. The columns of the main table are {@link Columns#LATEX}.
 */
public final class LatexReport {
  private static final String HEAD =
      """
      %% Assay: study %s (%s). Made from stored results; do not edit, make it again.
      %% Compile this file as it is, or \\input it after \\usepackage{booktabs}.
      %% The table is about 17 cm wide: in a narrower column use table* or a smaller font.
      \\let\\assaybegin\\relax
      \\let\\assayend\\relax
      \\expandafter\\ifx\\csname @nodocument\\endcsname\\relax\\else
        \\documentclass{article}
        \\usepackage[utf8]{inputenc}
        \\usepackage[T1]{fontenc}
        \\usepackage[a4paper,landscape,margin=15mm]{geometry}
        \\usepackage{booktabs}
        \\pagestyle{empty}
        \\def\\assaybegin{\\begin{document}}
        \\def\\assayend{\\end{document}}
      \\fi
      \\assaybegin
      """;

  /** What fits on a landscape page together with caption and notes. */
  private static final int LINES_OF_A_PAGE = 24;

  private final Report report;
  private final String label;
  private final LatexLines out = new LatexLines();

  private LatexReport(Report report) {
    this.report = report;
    this.label = "tab:assay-" + report.studyId().replaceAll("[^A-Za-z0-9-]", "-");
  }

  public static String render(Report report) {
    return new LatexReport(report).document();
  }

  private String document() {
    metrics();
    Map<String, Integer> numbers = new HashMap<>();
    SupplementaryTable.of(report).forEach(table -> supplement(table, numbers));
    out.line("\\assayend");
    return HEAD.formatted(LatexText.comment(report.name()), LatexText.comment(report.studyId()))
        + out.text();
  }

  /** One float, or one for each data set, because a float cannot break over pages. */
  private void metrics() {
    LatexTable table = new LatexTable(Table.of(report, Columns.LATEX), out);
    List<Block> blocks = table.blocks();
    if (blocks.size() == 1 || table.lines() <= LINES_OF_A_PAGE) {
      table.write(caption(), label, blocks, Notes.of(report));
      return;
    }
    for (int i = 0; i < blocks.size(); i++) {
      boolean last = i == blocks.size() - 1;
      table.write(
          caption(),
          label + "-" + (i + 1),
          blocks.subList(i, i + 1),
          last ? Notes.of(report) : List.of());
    }
  }

  private String caption() {
    boolean synthetic =
        report.sections().stream()
            .anyMatch(s -> TestImages.of(s).filter(TestImages::synthetic).isPresent());
    return "Study "
        + report.name()
        + (report.partial() ? " (partial report)" : "")
        + (synthetic ? ", synthetic images" : "")
        + ": metrics on the test images, [lower, upper] "
        + Figures.percent(report.plan().confidence())
        + "% interval.";
  }

  /**
   * A float of its own; a long table goes over several.
   *
   * @param numbers of the floats so far, by kind
   */
  private void supplement(SupplementaryTable table, Map<String, Integer> numbers) {
    List<Grid> parts = new ArrayList<>();
    table.grids().forEach(grid -> parts.addAll(pages(grid)));
    if (parts.isEmpty()) {
      out.line("");
      out.line("\\medskip\\noindent");
      out.notes(table.notes());
    }
    for (int i = 0; i < parts.size(); i++) {
      int number = numbers.merge(table.kind(), 1, Integer::sum);
      List<Note> notes = i == parts.size() - 1 ? table.notes() : List.of();
      LatexGrid.write(out, parts.get(i), label + "-" + table.kind() + "-" + number, notes);
    }
  }

  private static List<Grid> pages(Grid grid) {
    List<Grid> pages = new ArrayList<>();
    for (int from = 0; from < grid.rows().size(); from += LINES_OF_A_PAGE) {
      pages.add(
          new Grid(
              grid.title() + (from == 0 ? "" : ", continued"),
              grid.headings(),
              grid.wordy(),
              grid.rows().subList(from, Math.min(grid.rows().size(), from + LINES_OF_A_PAGE))));
    }
    return pages;
  }
}
