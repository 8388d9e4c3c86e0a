package dev.assay.reporting.render;

import dev.assay.reporting.render.ComparisonTable.Grid;
import dev.assay.reporting.render.Table.Block;
import dev.assay.reporting.render.Table.Entry;
import dev.assay.reporting.render.Table.Line;
import dev.assay.reporting.render.Table.Message;
import dev.assay.reporting.render.Table.Numbers;
import java.util.List;

/** The table and its notes as a fragment of HTML: what the service's own page shows. */
public final class HtmlTable {
  private final Table table;
  private final StringBuilder out = new StringBuilder();

  private HtmlTable(Report report) {
    this.table = Table.of(report);
  }

  public static String render(Report report) {
    HtmlTable html = new HtmlTable(report);
    html.table.blocks().forEach(html::block);
    Annex.of(report).forEach(annex -> annex.grids().forEach(html::grid));
    html.out.append("<dl class=\"notes\">\n");
    for (Note note : Annex.allNotes(report)) {
      html.out.append("<dt>").append(HtmlText.of(note.title())).append("</dt>");
      html.out.append("<dd>").append(HtmlText.of(note.text())).append("</dd>\n");
    }
    return html.out.append("</dl>\n").toString();
  }

  private void grid(Grid grid) {
    begin(grid.title());
    grid.headings().forEach(this::heading);
    out.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : grid.rows()) {
      out.append("<tr><th scope=\"row\">").append(HtmlText.of(row.getFirst())).append("</th>");
      row.stream().skip(1).forEach(text -> cell(HtmlText.of(text)));
      out.append("</tr>\n");
    }
    out.append("</tbody>\n</table>\n</div>\n");
  }

  private void begin(String title) {
    out.append("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
    out.append(HtmlText.of(title)).append("\">\n<table>\n<caption>");
    out.append(HtmlText.of(title)).append("</caption>\n<thead><tr>");
  }

  private void block(Block block) {
    begin(block.title());
    table.labels().forEach(this::heading);
    table.values().forEach(this::heading);
    out.append("</tr></thead>\n<tbody>\n");
    block.lines().forEach(this::line);
    out.append("</tbody>\n</table>\n</div>\n");
  }

  private void heading(String text) {
    out.append("<th scope=\"col\">").append(HtmlText.of(text)).append("</th>");
  }

  private void line(Line line) {
    List<String> labels = line.labels();
    out.append("<tr><th scope=\"row\">").append(HtmlText.of(labels.getFirst())).append("</th>");
    labels.stream().skip(1).forEach(label -> cell(HtmlText.of(label)));
    switch (line) {
      case Numbers numbers -> {
        for (int i = 0; i < numbers.entries().size(); i++) {
          String sd = numbers.spreads().isEmpty() ? "" : numbers.spreads().get(i);
          cell(
              entry(numbers.entries().get(i))
                  + (sd.isEmpty() ? "" : " <small>sd " + sd + "</small>"));
        }
      }
      case Message message ->
          out.append(
                  "<td colspan=\"%s\" class=\"%s\">"
                      .formatted(table.values().size(), message.state().label()))
              .append(HtmlText.of(message.text()))
              .append("</td>");
    }
    out.append("</tr>\n");
  }

  private static String entry(Entry entry) {
    String point = entry.bold() ? "<b>" + entry.point() + "</b>" : entry.point();
    return entry.interval().isEmpty()
        ? point
        : point + " <span class=\"interval\">" + entry.interval() + "</span>";
  }

  private void cell(String html) {
    out.append("<td>").append(html).append("</td>");
  }
}
