package dev.assay.reporting.render;

import dev.assay.reporting.render.ComparisonTable.Grid;
import dev.assay.reporting.render.Table.Block;
import dev.assay.reporting.render.Table.Entry;
import dev.assay.reporting.render.Table.Line;
import dev.assay.reporting.render.Table.Message;
import dev.assay.reporting.render.Table.Numbers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The table as GitHub-flavoured Markdown, one table per data set, the notes as a list. */
public final class MarkdownTable {
  private final Table table;
  private final StringBuilder out = new StringBuilder();

  private MarkdownTable(Report report) {
    this.table = Table.of(report);
  }

  public static String render(Report report) {
    return new MarkdownTable(report).document(report);
  }

  private String document(Report report) {
    out.append("# ").append(escape(report.name()));
    out.append(report.partial() ? " (partial report)\n" : "\n");
    out.append("\nStudy `").append(report.studyId()).append("`\n");
    table.blocks().forEach(this::block);
    Annex.of(report).forEach(annex -> annex.grids().forEach(this::grid));
    out.append('\n');
    for (Note note : Annex.allNotes(report)) {
      out.append("- **").append(escape(note.title())).append(".** ");
      out.append(escape(note.text())).append('\n');
    }
    return out.toString();
  }

  private void block(Block block) {
    out.append("\n## ").append(escape(block.title())).append("\n\n");
    List<String> headings = new ArrayList<>(table.labels());
    headings.addAll(table.values());
    row(headings.stream().map(MarkdownTable::escape).toList());
    row(Collections.nCopies(headings.size(), "---"));
    for (Line line : block.lines()) {
      List<String> cells =
          new ArrayList<>(line.labels().stream().map(MarkdownTable::escape).toList());
      switch (line) {
        case Numbers numbers -> {
          for (int i = 0; i < numbers.entries().size(); i++) {
            String sd = numbers.spreads().isEmpty() ? "" : numbers.spreads().get(i);
            cells.add(entry(numbers.entries().get(i)) + (sd.isEmpty() ? "" : " sd " + sd));
          }
        }
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
    row(grid.headings().stream().map(MarkdownTable::escape).toList());
    row(Collections.nCopies(grid.headings().size(), "---"));
    grid.rows().forEach(cells -> row(cells.stream().map(MarkdownTable::escape).toList()));
  }

  private static String entry(Entry entry) {
    String point = entry.bold() ? "**" + entry.point() + "**" : entry.point();
    return entry.interval().isEmpty() ? point : point + " " + escape(entry.interval());
  }

  private void row(List<String> cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** Text that Markdown prints as it is: no emphasis, link, code or column of its own. */
  static String escape(String text) {
    return text.replaceAll("\\s+", " ")
        .replaceAll("([\\\\`*_\\[\\]|~#])", "\\\\$1")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
