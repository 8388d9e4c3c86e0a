// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import dev.assay.latex.LatexText;
import dev.assay.reporting.render.column.Columns;
import dev.assay.reporting.render.note.Cautions;
import dev.assay.reporting.render.table.Grid;
import dev.assay.reporting.render.table.SupplementaryTable;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.TestImages;
import dev.assay.reporting.report.Report;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables for a paper, with booktabs: short notes below each, and a paragraph on methods with
 * everything. The file serves twice: compiled as it is it makes pages of its own, and {@code
 * \input} in a document it is tables and paragraph; it asks LaTeX whether a document has begun. The
 * columns of the main table are {@link Columns#LATEX}.
 */
public final class LatexReport {
  /**
   * A table is set in the largest of four sizes in which it fits its place, so that no box is
   * overfull wherever it is put. What fits in none of them is scaled.
   */
  private static final String FIT =
      """
      \\ifx\\assaybox\\undefined\\newsavebox\\assaybox\\fi
      \\def\\assaytry#1#2#3#4{\\sbox\\assaybox{#1\\let\\assaysmall#2\\setlength\\tabcolsep{#3}#4}}
      \\def\\assayfit#1{%
        \\assaytry\\small\\scriptsize{5pt}{#1}%
        \\ifdim\\wd\\assaybox>\\linewidth\\assaytry\\footnotesize\\scriptsize{4pt}{#1}\\fi
        \\ifdim\\wd\\assaybox>\\linewidth\\assaytry\\scriptsize\\tiny{3pt}{#1}\\fi
        \\ifdim\\wd\\assaybox>\\linewidth\\assaytry\\tiny\\tiny{2pt}{#1}\\fi
        \\ifdim\\wd\\assaybox>\\linewidth\\resizebox{\\linewidth}{!}{\\usebox\\assaybox}%
        \\else\\usebox\\assaybox\\fi}
      """;

  private static final String HEAD =
      """
      %% Assay: study %s (%s). Made from stored results; do not edit, make it again.
      %% Compile this file as it is, or \\input it after \\usepackage{%s}.
      %% How the tables are set can be chosen: assay report STUDY --format tex --latex OPTION=VALUE,...
      \\let\\assaybegin\\relax
      \\let\\assayend\\relax
      \\expandafter\\ifx\\csname @nodocument\\endcsname\\relax\\else
        \\documentclass[%s]{article}
        \\usepackage[utf8]{inputenc}
        \\usepackage[T1]{fontenc}
        \\usepackage[a4paper,margin=20mm]{geometry}
        \\usepackage{%s}
        \\def\\assaybegin{\\begin{document}}
        \\def\\assayend{\\end{document}}
      \\fi
      """;

  /** What fits on a page together with caption and notes. */
  private static final int ROWS_OF_A_PAGE = 24;

  private final Report report;
  private final LatexOptions options;
  private final String label;
  private final LatexLines out;

  private LatexReport(Report report, LatexOptions options) {
    this.report = report;
    this.options = options;
    this.out = new LatexLines(options);
    this.label = "tab:assay-" + report.studyId().replaceAll("[^A-Za-z0-9-]", "-");
  }

  public static String render(Report report) {
    return render(report, LatexOptions.USUAL);
  }

  public static String render(Report report, LatexOptions options) {
    return new LatexReport(report, options).document();
  }

  private String document() {
    new LatexMetrics(report, options, out).write(caption(), label, notes());
    Map<String, Integer> numbers = new HashMap<>();
    SupplementaryTable.of(report).forEach(table -> supplement(table, numbers));
    out.paragraph("Methods and data.", SupplementaryTable.allNotes(report));
    out.line("\\assayend");
    String packages = String.join(",", options.packages());
    return HEAD.formatted(
            LatexText.comment(report.name()),
            LatexText.comment(report.studyId()),
            packages,
            options.isOneColumn() ? "twocolumn" : "onecolumn",
            packages)
        + FIT
        + "\\assaybegin\n"
        + out.text();
  }

  private String caption() {
    boolean synthetic =
        report.sections().stream()
            .anyMatch(s -> TestImages.of(s).filter(TestImages::synthetic).isPresent());
    return "Metrics on the test images, with %s %% intervals%s%s. Study %s."
        .formatted(
            Figures.percent(report.plan().confidence()),
            synthetic ? ", of synthetic images" : "",
            report.partial() ? " (partial report)" : "",
            report.name());
  }

  /** What the table itself needs, then what changes how it is read. */
  private List<String> notes() {
    List<String> parts = new ArrayList<>();
    if (report.seeds().size() > 1) {
      parts.add(
          "mean over %s seeds%s"
              .formatted(
                  report.seeds().size(),
                  switch (options.spread()) {
                    case PLUS_MINUS -> " ± standard deviation";
                    case COLUMN -> ", sd: standard deviation";
                    case NONE -> "";
                  }));
    }
    parts.add(
        "[lower, upper]: %s %% interval".formatted(Figures.percent(report.plan().confidence())));
    parts.add("bold: best of its column, which is not significance");
    String all = String.join("; ", parts);
    List<String> notes = new ArrayList<>();
    notes.add(
        LatexLines.below(
                Character.toUpperCase(all.charAt(0)) + all.substring(1).replace("±", "@PM@") + ".")
            .replace("@PM@", "$\\pm$"));
    Cautions.of(report).stream()
        .filter(caution -> !caution.startsWith("Points are means"))
        .map(LatexLines::below)
        .forEach(notes::add);
    return notes;
  }

  /**
   * A float of its own; a long table goes over several.
   *
   * @param numbers of the floats so far, by kind
   */
  private void supplement(SupplementaryTable table, Map<String, Integer> numbers) {
    List<Grid> parts = new ArrayList<>();
    table.grids().forEach(grid -> parts.addAll(pages(grid)));
    for (Grid part : parts) {
      int number = numbers.merge(table.kind(), 1, Integer::sum);
      LatexGrid.write(
          out,
          part,
          label + "-" + table.kind() + "-" + number,
          part.below().stream().map(LatexLines::below).toList(),
          options.isOneColumn());
    }
  }

  private static List<Grid> pages(Grid grid) {
    List<Grid> pages = new ArrayList<>();
    for (int from = 0; from < grid.rows().size(); from += ROWS_OF_A_PAGE) {
      pages.add(
          new Grid(
              grid.title() + (from == 0 ? "" : ", continued"),
              grid.headings(),
              grid.wordy(),
              grid.rows().subList(from, Math.min(grid.rows().size(), from + ROWS_OF_A_PAGE)),
              grid.below()));
    }
    return pages;
  }
}
