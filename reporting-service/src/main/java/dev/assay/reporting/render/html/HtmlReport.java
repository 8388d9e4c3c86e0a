// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.html;

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
import dev.assay.reporting.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tables and their notes as a fragment of HTML, by the template {@code report}: what the
 * service's own page shows. The columns of the main table are {@link Columns#HTML}.
 *
 * @param tables in the order they are shown
 * @param notes of all of them
 */
public record HtmlReport(List<Shown> tables, List<Note> notes) {
  /** A table. */
  public record Shown(String title, List<String> headings, List<Row> rows) {}

  /**
   * A row: labels, then either numbers, or a message across all their columns, or neither.
   *
   * @param label of the row
   * @param labels the other ones
   * @param entries numbers
   * @param message absent where there are numbers
   * @param span how many columns the message has
   */
  public record Row(
      String label,
      List<String> labels,
      List<Entry> entries,
      @Nullable Message message,
      int span) {}

  public static HtmlReport of(Report report) {
    Table table = Table.of(report, Columns.HTML.of(report));
    List<Shown> tables = new ArrayList<>();
    table.blocks().forEach(block -> tables.add(shown(table, block)));
    SupplementaryTable.of(report).forEach(of -> of.grids().forEach(g -> tables.add(shown(g))));
    return new HtmlReport(tables, SupplementaryTable.allNotes(report));
  }

  public static String render(Report report) {
    return Templates.render("report", "report", of(report));
  }

  private static Shown shown(Table table, Block block) {
    return new Shown(
        block.title(),
        Stream.concat(table.labels().stream(), table.values().stream()).toList(),
        block.lines().stream().map(line -> row(line, table.values().size())).toList());
  }

  private static Row row(Line line, int span) {
    return switch (line) {
      case Numbers numbers -> row(line.labels(), numbers.entries(), null, span);
      case Message message -> row(line.labels(), List.of(), message, span);
    };
  }

  private static Shown shown(Grid grid) {
    return new Shown(
        grid.title(),
        grid.headings(),
        grid.rows().stream().map(texts -> row(texts, List.of(), null, 0)).toList());
  }

  private static Row row(
      List<String> labels, List<Entry> entries, @Nullable Message message, int span) {
    return new Row(labels.getFirst(), labels.subList(1, labels.size()), entries, message, span);
  }
}
