// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import dev.assay.contracts.cell.Cell;
import dev.assay.latex.LatexText;
import dev.assay.reporting.render.column.Columns;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.column.ValueColumn;
import dev.assay.reporting.render.table.Table;
import dev.assay.reporting.render.table.Table.Block;
import dev.assay.reporting.render.table.Table.Entry;
import dev.assay.reporting.render.table.Table.Line;
import dev.assay.reporting.render.table.Table.Message;
import dev.assay.reporting.render.table.Table.Numbers;
import dev.assay.reporting.render.text.TestImages;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The main table as one float or several, in the arrangement that was chosen. */
final class LatexMetrics {
  /** What fits on a page together with caption and notes. */
  private static final int LINES_OF_A_PAGE = 40;

  /** Metrics beside each other in one column of a page; the others follow in further tables. */
  private static final int METRICS_IN_ONE_COLUMN = 2;

  private static final int METRICS_OF_A_GROUP = 2;

  private final Report report;
  private final LatexOptions options;
  private final LatexLines out;
  private final Table table;
  private final Columns columns;
  private final List<LabelColumn> labels;

  /** Rows whose reason stands below the table, as LaTeX. */
  private final List<String> reasons = new ArrayList<>();

  LatexMetrics(Report report, LatexOptions options, LatexLines out) {
    this.report = report;
    this.options = options;
    this.out = out;
    this.columns = Columns.LATEX.of(report);
    this.table = Table.of(report, columns);
    this.labels = columns.labelsOf(report.cells());
  }

  /**
   * @param below short notes on all tables, as LaTeX; they follow the last one
   */
  void write(String caption, String label, List<String> below) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < table.values().size(); i++) {
      all.add(i);
    }
    List<Runnable> floats = new ArrayList<>();
    List<List<Integer>> parts = options.isOneColumn() ? parts(all) : List.of(all);
    int number = 0;
    List<Part> pages = new ArrayList<>();
    if (options.datasets() == LatexOptions.Datasets.GROUPS && table.blocks().size() > 1) {
      for (List<Block> blocks : groupsOfBlocks()) {
        pages.add(new Part(List.of(), blocks));
      }
    } else {
      for (List<Integer> metrics : parts) {
        for (List<Block> blocks : pagesOfBlocks()) {
          pages.add(new Part(metrics, blocks));
        }
      }
    }
    for (Part part : pages) {
      number++;
      boolean last = number == pages.size();
      String name = pages.size() == 1 ? label : label + "-" + number;
      String title = number == 1 ? caption : caption + " (continued)";
      floats.add(() -> write(part, title, name, last ? below : List.of()));
    }
    floats.forEach(Runnable::run);
  }

  /**
   * One float.
   *
   * @param metrics numbers of the columns; empty: blocks are groups of columns
   */
  private record Part(List<Integer> metrics, List<Block> blocks) {}

  private static List<List<Integer>> parts(List<Integer> all) {
    List<List<Integer>> parts = new ArrayList<>();
    // The validation accuracy is no result, and comes last where room is short.
    List<Integer> order = new ArrayList<>(all.subList(1, all.size()));
    order.add(all.getFirst());
    for (int from = 0; from < order.size(); from += METRICS_IN_ONE_COLUMN) {
      parts.add(order.subList(from, Math.min(order.size(), from + METRICS_IN_ONE_COLUMN)));
    }
    return parts;
  }

  private List<List<Block>> pagesOfBlocks() {
    int lines = table.blocks().stream().mapToInt(this::lines).sum();
    return lines <= LINES_OF_A_PAGE
        ? List.of(table.blocks())
        : table.blocks().stream().map(List::of).toList();
  }

  private List<List<Block>> groupsOfBlocks() {
    int most = (options.isOneColumn() ? 2 : 4) / metricsOfGroups().size();
    List<List<Block>> groups = new ArrayList<>();
    for (int from = 0; from < table.blocks().size(); from += most) {
      groups.add(table.blocks().subList(from, Math.min(table.blocks().size(), from + most)));
    }
    return groups;
  }

  private int lines(Block block) {
    int lines = 2;
    for (Line line : block.lines()) {
      lines += line instanceof Numbers && isBelow() ? 2 : 1;
    }
    return lines;
  }

  private boolean isBelow() {
    return options.interval() == LatexOptions.Interval.BELOW;
  }

  private boolean ownSpread() {
    return options.spread() == LatexOptions.Spread.COLUMN && report.seeds().size() > 1;
  }

  private void write(Part part, String caption, String label, List<String> below) {
    reasons.clear();
    List<String> meanings = new ArrayList<>();
    if (part.metrics().isEmpty()) {
      grouped(part.blocks(), caption, label, meanings);
    } else {
      stacked(part, caption, label, meanings);
    }
    List<String> notes = new ArrayList<>();
    meanings.stream().distinct().forEach(notes::add);
    notes.addAll(reasons);
    notes.addAll(below);
    out.end(notes);
  }

  private void stacked(Part part, String caption, String label, List<String> meanings) {
    int width = part.metrics().size() * (ownSpread() ? 2 : 1);
    out.begin(caption, label, "l".repeat(labels.size()) + numberColumns(part.metrics().size()));
    List<String> headings = new ArrayList<>(table.labels().stream().map(LatexText::of).toList());
    for (int metric : part.metrics()) {
      headings.add(heading(table.values().get(metric)));
      if (ownSpread()) {
        headings.add(heading("sd"));
      }
    }
    row(headings);
    for (Block block : part.blocks()) {
      Section section = section(block);
      Marks marks = Marks.of(report, section);
      boolean marked =
          part.metrics().stream()
              .anyMatch(metric -> columns.values().get(metric).shows(marks.metric()));
      if (marked && !marks.meaning().isEmpty()) {
        meanings.add(mark(marks.meaning()));
      }
      out.line("\\midrule");
      out.line(
          "\\multicolumn{%s}{@{}l}{\\textit{%s}} \\\\"
              .formatted(labels.size() + width, title(section)));
      out.line("\\addlinespace");
      Map<List<String>, String> markOf = markOf(section, marks);
      for (Line line : block.lines()) {
        lines(
            line.labels().stream().map(LatexText::of).toList(),
            line,
            part.metrics(),
            marks,
            markOf,
            section);
      }
    }
  }

  /** Every data set is a group of columns, as in the tables of studies over several sets. */
  private void grouped(List<Block> blocks, String caption, String label, List<String> meanings) {
    List<Integer> metrics = metricsOfGroups();
    int perGroup = metrics.size() * (ownSpread() ? 2 : 1);
    StringBuilder format = new StringBuilder("l".repeat(labels.size()));
    blocks.forEach(block -> format.append(numberColumns(metrics.size())));
    out.begin(caption, label, format.toString());
    List<String> top = new ArrayList<>(Collections.nCopies(labels.size(), ""));
    StringBuilder rules = new StringBuilder();
    int first = labels.size() + 1;
    for (Block block : blocks) {
      top.add("\\multicolumn{%s}{c}{%s}".formatted(perGroup, LatexText.of(section(block).title())));
      rules.append("\\cmidrule(lr){%s-%s}".formatted(first, first + perGroup - 1));
      first += perGroup;
    }
    row(top);
    out.line(rules.toString());
    List<String> headings = new ArrayList<>(table.labels().stream().map(LatexText::of).toList());
    for (int i = 0; i < blocks.size(); i++) {
      for (int metric : metrics) {
        headings.add(heading(table.values().get(metric)));
        if (ownSpread()) {
          headings.add(heading("sd"));
        }
      }
    }
    row(headings);
    out.line("\\midrule");
    Map<List<String>, List<Optional<Line>>> rows = new LinkedHashMap<>();
    for (int i = 0; i < blocks.size(); i++) {
      for (Line line : blocks.get(i).lines()) {
        rows.computeIfAbsent(
                line.labels(),
                k -> new ArrayList<>(Collections.nCopies(blocks.size(), Optional.empty())))
            .set(i, Optional.of(line));
      }
    }
    rows.forEach((names, lines) -> groupedRow(names, lines, blocks, metrics, meanings));
  }

  private void groupedRow(
      List<String> names,
      List<Optional<Line>> lines,
      List<Block> blocks,
      List<Integer> metrics,
      List<String> meanings) {
    List<String> points = new ArrayList<>(names.stream().map(LatexText::of).toList());
    List<String> intervals = new ArrayList<>(Collections.nCopies(labels.size(), ""));
    for (int i = 0; i < blocks.size(); i++) {
      Section section = section(blocks.get(i));
      Marks marks = Marks.of(report, section);
      if (!marks.meaning().isEmpty()) {
        meanings.add(mark(section.name() + ": " + marks.meaning()));
      }
      Map<List<String>, String> markOf = markOf(section, marks);
      int width = metrics.size() * (ownSpread() ? 2 : 1);
      if (lines.get(i).orElse(null) instanceof Numbers numbers) {
        cells(numbers, metrics, marks, markOf, points, intervals);
      } else {
        lines
            .get(i)
            .filter(Message.class::isInstance)
            .ifPresent(line -> reason(section, (Message) line));
        String text = lines.get(i).isPresent() ? "---" : "";
        points.add("\\multicolumn{%s}{c}{%s}".formatted(width, text));
        intervals.addAll(Collections.nCopies(width, ""));
      }
    }
    rows(points, intervals);
  }

  /** The primary metric, and the next of the list where there is room for two. */
  private List<Integer> metricsOfGroups() {
    List<Integer> chosen = new ArrayList<>();
    List<ValueColumn> values = columns.values();
    List<String> primary =
        report.sections().stream()
            .flatMap(section -> section.comparisons().stream())
            .map(file -> file.primary().name())
            .toList();
    for (int i = 0; i < values.size(); i++) {
      if (primary.stream().anyMatch(values.get(i)::shows)) {
        chosen.add(i);
      }
    }
    for (int i = 1; i < values.size() && chosen.size() < METRICS_OF_A_GROUP; i++) {
      if (!chosen.contains(i)) {
        chosen.add(i);
      }
    }
    int most = table.blocks().size() > 2 || options.isOneColumn() ? 1 : METRICS_OF_A_GROUP;
    return chosen.subList(0, most);
  }

  private void lines(
      List<String> names,
      Line line,
      List<Integer> metrics,
      Marks marks,
      Map<List<String>, String> markOf,
      Section section) {
    List<String> points = new ArrayList<>(names);
    switch (line) {
      case Numbers numbers -> {
        List<String> intervals = new ArrayList<>(Collections.nCopies(names.size(), ""));
        cells(numbers, metrics, marks, markOf, points, intervals);
        rows(points, intervals);
      }
      case Message message -> {
        points.add(
            "\\multicolumn{%s}{l}{\\textit{%s}}"
                .formatted(
                    metrics.size() * (ownSpread() ? 2 : 1), LatexText.of(message.state().label())));
        row(points);
        reason(section, message);
      }
    }
  }

  private void reason(Section section, Message message) {
    reasons.add(
        LatexLines.below(
            Words.closed(
                "%s, %s: %s"
                    .formatted(
                        section.name(),
                        String.join(
                            ", ", message.labels().stream().filter(l -> !l.isEmpty()).toList()),
                        message.text()))));
  }

  private void cells(
      Numbers numbers,
      List<Integer> metrics,
      Marks marks,
      Map<List<String>, String> markOf,
      List<String> points,
      List<String> intervals) {
    for (int metric : metrics) {
      Entry entry = numbers.entries().get(metric);
      boolean primary = columns.values().get(metric).shows(marks.metric());
      String mark = primary ? markOf.getOrDefault(numbers.labels(), "") : "";
      points.add(point(entry, mark));
      intervals.add(entry.interval().isEmpty() ? "" : "{\\assaysmall " + interval(entry) + "}");
      if (ownSpread()) {
        points.add(entry.spread());
        intervals.add("");
      }
    }
  }

  private static String interval(Entry entry) {
    return LatexNumbers.interval(entry.interval());
  }

  private String point(Entry entry, String mark) {
    if (entry.point().isEmpty()) {
      return "";
    }
    String number = LatexNumbers.of(entry.point());
    String text = entry.bold() ? "\\textbf{" + number + "}" : number;
    boolean numeric = !entry.bold() && entry.point().matches("-?[\\d.]+");
    text += Marks.latex(mark);
    boolean plusMinus =
        options.spread() == LatexOptions.Spread.PLUS_MINUS && !entry.spread().isEmpty();
    if (plusMinus) {
      text += "\\,$\\pm$\\,{\\assaysmall " + entry.spread() + "}";
    }
    boolean beside = !isBelow() && !entry.interval().isEmpty();
    if (beside) {
      text += " " + interval(entry);
    }
    boolean alone = numeric && mark.isEmpty() && !plusMinus && !beside;
    return isSiunitx() ? (alone ? entry.point() : "{" + text + "}") : text;
  }

  private boolean isSiunitx() {
    return options.numbers() == LatexOptions.Numbers.SIUNITX;
  }

  private String numberColumns(int metrics) {
    String one = isSiunitx() ? "S[table-format=1.3]" : "c";
    return (ownSpread() ? one + one : one).repeat(metrics);
  }

  /** A heading in a column of numbers is no number. */
  private String heading(String text) {
    String latex = LatexText.of(text);
    return isSiunitx() ? "{" + latex + "}" : latex;
  }

  private static String mark(String meaning) {
    return LatexLines.below(meaning.replace(Marks.DAGGER, "@DAGGER@"))
            .replace("@DAGGER@", Marks.latex(Marks.DAGGER))
        + ".";
  }

  private Map<List<String>, String> markOf(Section section, Marks marks) {
    Map<List<String>, String> byLabels = new HashMap<>();
    for (Row row : section.rows()) {
      Cell cell = row.cell();
      marks
          .of(cell.cellId())
          .ifPresent(mark -> byLabels.put(labels.stream().map(l -> l.of(cell)).toList(), mark));
    }
    return byLabels;
  }

  private Section section(Block block) {
    return report.sections().get(table.blocks().indexOf(block));
  }

  private static String title(Section section) {
    return LatexText.of(
        section.title()
            + TestImages.of(section)
                .map(
                    images ->
                        " (%s images%s)"
                            .formatted(
                                images.images(),
                                images.hasGroups()
                                    ? ", " + Words.many(images.groups(), images.groupKind())
                                    : ""))
                .orElse(" (not split yet)"));
  }

  private void rows(List<String> points, List<String> intervals) {
    row(points);
    if (isBelow()
        && Stream.of(intervals).anyMatch(row -> row.stream().anyMatch(t -> !t.isEmpty()))) {
      row(intervals);
    }
  }

  private void row(List<String> cells) {
    out.line(String.join(" & ", cells) + " \\\\");
  }
}
