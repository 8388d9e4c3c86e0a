// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.terminal;

import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.reporting.render.column.Columns;
import dev.assay.reporting.render.column.ValueColumn;
import dev.assay.reporting.render.note.Cautions;
import dev.assay.reporting.render.note.Findings;
import dev.assay.reporting.render.table.Table;
import dev.assay.reporting.render.table.Table.Block;
import dev.assay.reporting.render.table.Table.Entry;
import dev.assay.reporting.render.table.Table.Line;
import dev.assay.reporting.render.table.Table.Message;
import dev.assay.reporting.render.table.Table.Numbers;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import dev.assay.terminal.Screen;
import dev.assay.terminal.TextTable;
import dev.assay.terminal.TextTable.Cell;
import dev.assay.terminal.TextTable.Column;
import dev.assay.terminal.TextWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The report as a terminal shows it: the main table, the findings in words, and what changes how
 * the table is read. It is drawn for the width of the terminal, and shorter than its usual height
 * where the study is small, so that nothing has left the screen when the command ends. What is left
 * out for want of width is said; the notes in full are in the other formats.
 */
public final class TerminalReport {
  /** More findings are counted instead, or the table would leave the screen. */
  private static final int MOST_FINDINGS = 8;

  private static final String INDENT = "  ";

  /** From the left, and so what stays where there is little room. */
  private static final List<ValueColumn> BY_IMPORTANCE =
      List.of(
          ValueColumn.ACCURACY,
          ValueColumn.BALANCED_ACCURACY,
          ValueColumn.AUROC,
          ValueColumn.F1_WEIGHTED,
          ValueColumn.VALIDATION_ACCURACY);

  private static final List<ValueColumn> OF_FINDINGS =
      List.of(
          ValueColumn.MEAN_AUROC,
          ValueColumn.MEAN_AVERAGE_PRECISION,
          ValueColumn.VALIDATION_MEAN_AUROC);

  private final Report report;
  private final Screen screen;
  private final Table table;
  private final List<String> lines = new ArrayList<>();

  /** How an entry is shown. */
  private enum Detail {
    WITH_SPREAD(
        entry ->
            List.of(
                Stream.of(
                        entry.point(),
                        entry.interval(),
                        entry.spread().isEmpty() ? "" : "sd " + entry.spread())
                    .filter(text -> !text.isEmpty())
                    .reduce((a, b) -> a + " " + b)
                    .orElse(""))),
    BESIDE(entry -> List.of((entry.point() + " " + entry.interval()).strip())),
    BELOW(
        entry ->
            entry.interval().isEmpty()
                ? List.of(entry.point())
                : List.of(entry.point(), entry.interval()));

    private final transient Function<Entry, List<String>> lines;

    Detail(Function<Entry, List<String>> lines) {
      this.lines = lines;
    }

    Cell cell(Entry entry) {
      return new Cell(lines.apply(entry), entry.bold());
    }
  }

  /**
   * What is shown of the table.
   *
   * @param values how many of its columns with numbers
   * @param joined whether what tells the rows apart stands in one column
   */
  private record Layout(int values, Detail detail, boolean joined) {}

  private TerminalReport(Report report, Screen screen) {
    this.report = report;
    this.screen = screen;
    this.table = Table.of(report, new Columns(Columns.LATEX.labels(), values(report)));
  }

  /** As a file has it. */
  public static String render(Report report) {
    return render(report, Screen.plain(Screen.USUAL));
  }

  public static String render(Report report, Screen screen) {
    TerminalReport text = new TerminalReport(report, screen);
    text.all();
    return String.join("\n", text.lines) + "\n";
  }

  /** The primary metric first. */
  private static List<ValueColumn> values(Report report) {
    List<String> primary =
        report.sections().stream()
            .flatMap(section -> section.comparisons().stream())
            .map(ComparisonsFile::primary)
            .map(ComparisonsFile.MetricComparison::name)
            .toList();
    return (report.hasFindings() ? OF_FINDINGS : BY_IMPORTANCE)
        .stream()
            .sorted(
                (a, b) ->
                    Boolean.compare(
                        primary.stream().anyMatch(b::shows), primary.stream().anyMatch(a::shows)))
            .toList();
  }

  private void all() {
    Layout layout = layout();
    for (Block block : table.blocks()) {
      paragraph("", block.title());
      lines.addAll(draw(block, layout).lines(screen));
      lines.add("");
    }
    report.sections().stream()
        .map(section -> Findings.of(report, section))
        .flatMap(Optional::stream)
        .forEach(this::findings);
    report.sections().forEach(of -> lines.addAll(FindingsText.lines(report, of, screen)));
    report.sections().forEach(of -> lines.addAll(RobustnessText.lines(report, of, screen)));
    legend(layout);
    Cautions.of(report).forEach(caution -> paragraph("- ", caution));
  }

  private void paragraph(String first, String text) {
    lines.addAll(TextWidth.hanging(first, text, screen.columns()));
  }

  private Layout layout() {
    int all = table.values().size();
    List<Layout> candidates = new ArrayList<>();
    for (Detail detail : Detail.values()) {
      candidates.add(new Layout(all, detail, false));
    }
    for (int values = all - 1; values >= 2; values--) {
      candidates.add(new Layout(values, Detail.BELOW, false));
    }
    candidates.add(new Layout(1, Detail.BESIDE, false));
    candidates.add(new Layout(1, Detail.BELOW, true));
    return candidates.stream().filter(this::fits).findFirst().orElse(candidates.getLast());
  }

  private boolean fits(Layout layout) {
    return table.blocks().stream()
        .allMatch(block -> numbers(block, layout).width() <= screen.columns());
  }

  /** Messages may be as long as they like: they wrap. */
  private TextTable numbers(Block block, Layout layout) {
    TextTable drawn = new TextTable(columns(layout));
    block.lines().stream()
        .map(
            line ->
                line instanceof Numbers numbers
                    ? row(numbers, layout)
                    : row(new Numbers(line.labels(), List.of()), layout))
        .forEach(drawn::row);
    return drawn;
  }

  private TextTable draw(Block block, Layout layout) {
    TextTable drawn = new TextTable(columns(layout));
    for (Line line : block.lines()) {
      drawn.row(
          switch (line) {
            case Numbers numbers -> row(numbers, layout);
            case Message message -> row(new Numbers(message.labels(), List.of()), layout);
          });
      if (line instanceof Message message) {
        drawn.across(INDENT + message.text());
      }
    }
    return drawn;
  }

  private List<Column> columns(Layout layout) {
    List<Column> columns = new ArrayList<>();
    if (layout.joined()) {
      columns.add(Column.words("Model"));
    } else {
      table.labels().forEach(label -> columns.add(Column.words(label)));
    }
    table.values().stream().limit(layout.values()).map(Column::figures).forEach(columns::add);
    return columns;
  }

  private static List<Cell> row(Numbers numbers, Layout layout) {
    List<Cell> cells = new ArrayList<>();
    if (layout.joined()) {
      cells.add(
          Cell.of(String.join(", ", numbers.labels().stream().filter(l -> !l.isEmpty()).toList())));
    } else {
      numbers.labels().forEach(label -> cells.add(Cell.of(label)));
    }
    IntStream.range(0, layout.values())
        .mapToObj(
            i ->
                i < numbers.entries().size()
                    ? layout.detail().cell(numbers.entries().get(i))
                    : Cell.of(""))
        .forEach(cells::add);
    return cells;
  }

  private void findings(Findings findings) {
    paragraph("", findings.heading());
    findings.sentences().stream()
        .limit(MOST_FINDINGS)
        .forEach(sentence -> paragraph(INDENT, sentence));
    int more = findings.sentences().size() - MOST_FINDINGS;
    if (more > 0) {
      paragraph(INDENT, "and %s more: see the table of differences in report.md".formatted(more));
    }
    lines.add("");
  }

  /** What the brackets are, and what is not shown. */
  private void legend(Layout layout) {
    boolean intervals =
        report.sections().stream().map(Section::metrics).anyMatch(files -> !files.isEmpty());
    List<String> parts = new ArrayList<>();
    if (intervals) {
      parts.add("[lower, upper]: %s %% interval".formatted(percent()));
    }
    List<String> hidden = table.values().subList(layout.values(), table.values().size());
    if (!hidden.isEmpty()) {
      parts.add("no room for: " + String.join(", ", hidden));
    }
    if (!parts.isEmpty()) {
      paragraph("", String.join("; ", parts) + ".");
    }
  }

  private String percent() {
    return Figures.percent(report.plan().confidence());
  }
}
