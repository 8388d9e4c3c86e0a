package dev.assay.reporting.render;

import dev.assay.reporting.render.ComparisonTable.Grid;
import dev.assay.reporting.render.Table.Block;
import dev.assay.reporting.render.Table.Entry;
import dev.assay.reporting.render.Table.Line;
import dev.assay.reporting.render.Table.Message;
import dev.assay.reporting.render.Table.Numbers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table for a paper, with booktabs. The file serves twice: compiled as it is it makes a page of
 * its own, and {@code \input} in a document it is the table alone; it asks LaTeX whether a document
 * has begun.
 */
public final class LatexTable {
  private static final String HEAD =
      """
      %% Assay: study %s (%s). Made from stored results; do not edit, make it again.
      %% Compile this file as it is, or \\input it after \\usepackage{booktabs}.
      %% The table wants about 17 cm: in a narrower column use table* or a smaller font.
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

  private final Table table;
  private final int columns;
  private final StringBuilder out = new StringBuilder();

  private LatexTable(Report report) {
    this.table = Table.of(report);
    this.columns = table.labels().size() + table.values().size();
  }

  public static String render(Report report) {
    return new LatexTable(report).document(report);
  }

  private String document(Report report) {
    out.append(HEAD.formatted(comment(report.name()), comment(report.studyId())));
    String label = "tab:assay-" + report.studyId().replaceAll("[^A-Za-z0-9-]", "-");
    List<Block> blocks = table.blocks();
    if (blocks.size() == 1 || lines(blocks) <= LINES_OF_A_PAGE) {
      floating(caption(report), label, blocks, Notes.of(report));
    } else {
      // A float cannot break over pages, so each data set has its own.
      for (int i = 0; i < blocks.size(); i++) {
        boolean last = i == blocks.size() - 1;
        floating(
            caption(report),
            label + "-" + (i + 1),
            blocks.subList(i, i + 1),
            last ? Notes.of(report) : List.of());
      }
    }
    annexes(report, label);
    line("\\assayend");
    return out.toString();
  }

  /** Floats of their own, in the order of the data sets; a long family goes over several. */
  private void annexes(Report report, String label) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Annex annex : Annex.of(report)) {
      List<Grid> parts = new ArrayList<>();
      for (Grid grid : annex.grids()) {
        for (int from = 0; from < grid.rows().size(); from += LINES_OF_A_PAGE) {
          int to = Math.min(grid.rows().size(), from + LINES_OF_A_PAGE);
          parts.add(
              new Grid(
                  grid.title() + (from == 0 ? "" : ", continued"),
                  grid.headings(),
                  grid.texts(),
                  grid.rows().subList(from, to)));
        }
      }
      if (parts.isEmpty()) {
        line("");
        line("\\medskip\\noindent");
        box(annex.notes());
      }
      for (int i = 0; i < parts.size(); i++) {
        int number = numbers.merge(annex.kind(), 1, Integer::sum);
        boolean last = i == parts.size() - 1;
        grid(
            parts.get(i),
            label + "-" + annex.kind() + "-" + number,
            last ? annex.notes() : List.of());
      }
    }
  }

  private void grid(Grid grid, String label, List<Note> notes) {
    StringBuilder form = new StringBuilder();
    for (int column = 0; column < grid.headings().size(); column++) {
      form.append(grid.texts().contains(column) ? "p{" + width(column) + "}" : "l");
    }
    line("\\begin{table}[htbp]");
    line("\\centering\\small");
    line("\\caption{" + LatexText.of(grid.title()) + "}");
    line("\\label{" + label + "}");
    line("\\begin{tabular}{@{}" + form + "@{}}");
    line("\\toprule");
    gridRow(grid, grid.headings());
    line("\\midrule");
    grid.rows().forEach(row -> gridRow(grid, row));
    line("\\bottomrule");
    line("\\end{tabular}");
    notes(notes);
    line("\\end{table}");
  }

  /** Words get what numbers leave of the page. */
  private static String width(int column) {
    return column == 0 ? "0.3\\linewidth" : "0.16\\linewidth";
  }

  private void gridRow(Grid grid, List<String> row) {
    List<String> cells = new ArrayList<>();
    for (int column = 0; column < row.size(); column++) {
      String text = LatexText.of(row.get(column));
      // Inside braces the bracket of an interval is text wherever it stands.
      cells.add(grid.texts().contains(column) ? "\\raggedright " + text : "{" + text + "}");
    }
    // the usual end of a row means another thing after \raggedright
    line(String.join(" & ", cells) + " \\tabularnewline");
  }

  private static int lines(List<Block> blocks) {
    int lines = 0;
    for (Block block : blocks) {
      lines += 2;
      for (Line line : block.lines()) {
        lines += line instanceof Numbers numbers && !numbers.spreads().isEmpty() ? 2 : 1;
      }
    }
    return lines;
  }

  private void floating(String caption, String label, List<Block> blocks, List<Note> notes) {
    line("\\begin{table}[htbp]");
    line("\\centering\\small");
    line("\\caption{" + caption + "}");
    line("\\label{" + label + "}");
    line("\\begin{tabular}{@{}" + "l".repeat(columns) + "@{}}");
    line("\\toprule");
    List<String> headings = new ArrayList<>(table.labels());
    headings.addAll(table.values());
    row(headings.stream().map(LatexText::of).toList());
    blocks.forEach(this::block);
    line("\\bottomrule");
    line("\\end{tabular}");
    notes(notes);
    line("\\end{table}");
  }

  private void notes(List<Note> notes) {
    if (!notes.isEmpty()) {
      line("");
      line("\\medskip");
      box(notes);
    }
  }

  private void box(List<Note> notes) {
    line("\\begin{minipage}{\\linewidth}\\raggedright\\scriptsize");
    for (Note note : notes) {
      line("\\textbf{" + LatexText.of(note.title()) + ".} " + LatexText.of(note.text()) + "\\par");
    }
    line("\\end{minipage}");
  }

  private static String caption(Report report) {
    boolean synthetic =
        report.sections().stream()
            .anyMatch(s -> TestImages.of(s).filter(TestImages::synthetic).isPresent());
    return LatexText.of(
        "Study "
            + report.name()
            + (report.partial() ? " (partial report)" : "")
            + (synthetic ? ", synthetic images" : "")
            + ": metrics on the test images, [lower, upper] "
            + Figures.percent(report.plan().confidence())
            + "% interval.");
  }

  private void block(Block block) {
    line("\\midrule");
    line(
        "\\multicolumn{" + columns + "}{@{}l}{\\textit{" + LatexText.of(block.title()) + "}} \\\\");
    line("\\addlinespace");
    for (Line line : block.lines()) {
      switch (line) {
        case Numbers numbers -> numbers(numbers);
        case Message message -> message(message);
      }
    }
  }

  private void numbers(Numbers numbers) {
    List<String> cells = labels(numbers);
    numbers.entries().forEach(entry -> cells.add(entry(entry)));
    row(cells);
    if (!numbers.spreads().isEmpty()) {
      List<String> below = new ArrayList<>(Collections.nCopies(table.labels().size(), ""));
      numbers
          .spreads()
          .forEach(sd -> below.add(sd.isEmpty() ? "" : "{\\scriptsize sd " + sd + "}"));
      row(below);
    }
  }

  private static String entry(Entry entry) {
    String point = LatexText.of(entry.point());
    // Inside braces the bracket of the interval is text wherever it stands.
    String interval = entry.interval().isEmpty() ? "" : " " + entry.interval();
    return (entry.bold() ? "\\textbf{" + point + "}" : point) + interval;
  }

  private void message(Message message) {
    List<String> cells = labels(message);
    cells.add(
        "\\multicolumn{%s}{p{0.6\\linewidth}@{}}{\\raggedright %s}"
            .formatted(table.values().size(), LatexText.of(message.text())));
    row(cells);
  }

  private static List<String> labels(Line line) {
    return new ArrayList<>(line.labels().stream().map(LatexText::of).toList());
  }

  private void row(List<String> cells) {
    line(String.join(" & ", cells) + " \\\\");
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private static String comment(String text) {
    return text.replaceAll("\\R", " ");
  }
}
