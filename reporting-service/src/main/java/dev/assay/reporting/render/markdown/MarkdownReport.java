// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.markdown;

import dev.assay.contracts.Printable;
import dev.assay.reporting.render.column.Columns;
import dev.assay.reporting.render.note.Note;
import dev.assay.reporting.render.table.Grid;
import dev.assay.reporting.render.table.SupplementaryTable;
import dev.assay.reporting.render.table.Table;
import dev.assay.reporting.render.table.Table.Block;
import dev.assay.reporting.render.table.Table.Entry;
import dev.assay.reporting.render.table.Table.Line;
import dev.assay.reporting.render.table.Table.Message;
import dev.assay.reporting.render.table.Table.Numbers;
import dev.assay.reporting.report.Report;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The report as GitHub-flavoured Markdown, one table per data set, the notes as a list. The columns
 * of the main table are {@link Columns#MARKDOWN}.
 */
public final class MarkdownReport {
  private final Table table;
  private final StringBuilder out = new StringBuilder();

  private MarkdownReport(Report report) {
    this.table = Table.of(report, Columns.MARKDOWN.of(report));
  }

  public static String render(Report report) {
    return new MarkdownReport(report).document(report);
  }

  private String document(Report report) {
    out.append("# ").append(escape(report.name()));
    out.append(report.partial() ? " (partial report)\n" : "\n");
    out.append("\nStudy `").append(report.studyId()).append("`\n");
    table.blocks().forEach(this::block);
    SupplementaryTable.of(report).forEach(of -> of.grids().forEach(this::grid));
    out.append('\n');
    for (Note note : SupplementaryTable.allNotes(report)) {
      out.append("- **").append(escape(note.title())).append(".** ");
      out.append(escape(note.text())).append('\n');
    }
    return out.toString();
  }

  private void block(Block block) {
    out.append("\n## ").append(escape(block.title())).append("\n\n");
    List<String> headings = new ArrayList<>(table.labels());
    headings.addAll(table.values());
    row(headings.stream().map(MarkdownReport::escape).toList());
    row(Collections.nCopies(headings.size(), "---"));
    for (Line line : block.lines()) {
      List<String> cells =
          new ArrayList<>(line.labels().stream().map(MarkdownReport::escape).toList());
      switch (line) {
        case Numbers numbers -> numbers.entries().forEach(entry -> cells.add(entry(entry)));
        case Message message -> {
          cells.add(escape(message.text()));
          cells.addAll(Collections.nCopies(table.values().size() - 1, ""));
        }
      }
      row(cells);
    }
  }

  private void grid(Grid grid) {
    out.append("\n## ").append(escape(grid.title())).append("\n\n");
    row(grid.headings().stream().map(MarkdownReport::escape).toList());
    row(Collections.nCopies(grid.headings().size(), "---"));
    grid.rows().forEach(cells -> row(cells.stream().map(MarkdownReport::escape).toList()));
  }

  private static String entry(Entry entry) {
    String point = entry.bold() ? "**" + entry.point() + "**" : entry.point();
    return point
        + (entry.interval().isEmpty() ? "" : " " + escape(entry.interval()))
        + (entry.spread().isEmpty() ? "" : " sd " + entry.spread());
  }

  private void row(List<String> cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /**
   * Text that GitHub-flavoured Markdown prints as it is: no emphasis, link, code, tag or column of
   * its own. What means nothing where it stands is left alone, because people read this file as it
   * is, too: an underscore within a word, the brackets of an interval, a lonely ampersand.
   */
  static String escape(String text) {
    return Printable.of(text)
        .replaceAll("\\s+", " ")
        .replaceAll("\\\\(?=\\p{Punct})", "\\\\\\\\")
        .replaceAll("([`*|~])", "\\\\$1")
        .replaceAll("(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])", "\\\\_")
        .replaceAll("\\](?=[(\\[])", "\\\\]")
        .replaceAll("^#|#$", "\\\\#")
        .replaceAll("&(?=#|\\w+;)", "&amp;")
        .replaceAll("<(?=[A-Za-z/!?])", "&lt;");
  }
}
