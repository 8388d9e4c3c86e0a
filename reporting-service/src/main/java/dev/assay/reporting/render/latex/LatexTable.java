// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import dev.assay.latex.LatexText;
import dev.assay.reporting.render.note.Note;
import dev.assay.reporting.render.table.Table;
import dev.assay.reporting.render.table.Table.Block;
import dev.assay.reporting.render.table.Table.Entry;
import dev.assay.reporting.render.table.Table.Line;
import dev.assay.reporting.render.table.Table.Message;
import dev.assay.reporting.render.table.Table.Numbers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The main table as one float or several. */
final class LatexTable {
  private final Table table;
  private final LatexLines out;
  private final int columns;

  LatexTable(Table table, LatexLines out) {
    this.table = table;
    this.out = out;
    this.columns = table.labels().size() + table.values().size();
  }

  List<Block> blocks() {
    return table.blocks();
  }

  /** How many lines all blocks have together, their titles included. */
  int lines() {
    int lines = 0;
    for (Block block : table.blocks()) {
      lines += 2;
      for (Line line : block.lines()) {
        lines += line instanceof Numbers numbers && numbers.hasSpreads() ? 2 : 1;
      }
    }
    return lines;
  }

  /** A float with some of the blocks. */
  void write(String caption, String label, List<Block> blocks, List<Note> notes) {
    out.begin(caption, label, "l".repeat(columns));
    row(
        Stream.concat(table.labels().stream(), table.values().stream())
            .map(LatexText::of)
            .toList());
    blocks.forEach(this::block);
    out.end(notes);
  }

  private void block(Block block) {
    out.line("\\midrule");
    out.line(
        "\\multicolumn{" + columns + "}{@{}l}{\\textit{" + LatexText.of(block.title()) + "}} \\\\");
    out.line("\\addlinespace");
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
    if (numbers.hasSpreads()) {
      List<String> below = new ArrayList<>(Collections.nCopies(table.labels().size(), ""));
      numbers.entries().forEach(entry -> below.add(spread(entry.spread())));
      row(below);
    }
  }

  private static String entry(Entry entry) {
    String point = LatexText.of(entry.point());
    String interval = entry.interval().isEmpty() ? "" : " " + entry.interval();
    return (entry.bold() ? "\\textbf{" + point + "}" : point) + interval;
  }

  private static String spread(String sd) {
    return sd.isEmpty() ? "" : "{\\scriptsize sd " + sd + "}";
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
    out.line(String.join(" & ", cells) + " \\\\");
  }
}
