// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.evaluate.Evaluation.Comparison;
import dev.assay.cli.evaluate.Evaluation.ContrastRow;
import dev.assay.cli.evaluate.Evaluation.MetricContrasts;
import dev.assay.cli.evaluate.Evaluation.MetricValue;
import dev.assay.cli.evaluate.Evaluation.Model;
import dev.assay.statistics.comparison.Verdict;
import dev.assay.statistics.metrics.Metric;
import dev.assay.terminal.Screen;
import dev.assay.terminal.TextTable;
import dev.assay.terminal.TextTable.Cell;
import dev.assay.terminal.TextTable.Column;
import dev.assay.terminal.TextWidth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An evaluation as a terminal shows it: a table within its width, the findings of the primary
 * metric in words, and the notes that fit. Markdown, LaTeX and JSON have everything.
 */
public final class EvaluationScreen {
  static final int MOST_FINDINGS = 8;
  static final int MOST_NOTES = 5;
  static final String INDENT = "  ";

  private final Evaluation evaluation;
  private final List<String> shown;
  private final Screen screen;
  private final List<String> lines = new ArrayList<>();

  private EvaluationScreen(Evaluation evaluation, List<String> shown, Screen screen) {
    this.evaluation = evaluation;
    this.screen = screen;
    // Without probabilities some metrics have no value.
    this.shown =
        shown.stream()
            .filter(key -> evaluation.models().stream().anyMatch(m -> m.of(key) != null))
            .toList();
  }

  /**
   * @param shown keys of the metrics in the table, the primary one first
   */
  public static List<String> of(Evaluation evaluation, List<String> shown, Screen screen) {
    EvaluationScreen text = new EvaluationScreen(evaluation, shown, screen);
    text.all();
    return List.copyOf(text.lines);
  }

  private void all() {
    paragraph("", images());
    int columns = table();
    Comparison comparison = evaluation.comparison();
    if (comparison != null) {
      lines.add("");
      findings(comparison.metrics().getFirst());
    }
    List<String> curves = CurveTables.findings(evaluation);
    if (!curves.isEmpty()) {
      lines.add("");
      curves.forEach(finding -> paragraph("", finding));
    }
    lines.add("");
    legend(columns);
    notes();
  }

  private String images() {
    String groups =
        evaluation.groupColumn() == null
            ? ""
            : " of %s groups (%s)".formatted(evaluation.groups(), evaluation.groupColumn());
    return "%s images (%s)%s"
        .formatted(
            evaluation.images(),
            evaluation.imagesOfClass().entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", ")),
            groups);
  }

  /**
   * As many columns as fit, with intervals beside the points or below them.
   *
   * @return how many there are
   */
  private int table() {
    TextTable table = null;
    int columns = shown.size();
    for (; columns >= 1; columns--) {
      table = columns == shown.size() ? table(columns, true) : null;
      if (table == null || table.width() > screen.columns()) {
        table = table(columns, false);
      }
      if (table.width() <= screen.columns() || columns == 1) {
        break;
      }
    }
    lines.addAll(Objects.requireNonNull(table).lines(screen));
    return Math.max(1, columns);
  }

  private TextTable table(int columns, boolean beside) {
    List<Column> headings = new ArrayList<>(List.of(Column.words("Model")));
    shown.stream().limit(columns).map(this::heading).map(Column::figures).forEach(headings::add);
    TextTable table = new TextTable(headings);
    for (Model model : evaluation.models()) {
      List<Cell> row = new ArrayList<>(List.of(Cell.of(model.name())));
      IntStream.range(0, columns)
          .mapToObj(i -> cell(model, shown.get(i), beside))
          .forEach(row::add);
      table.row(row);
    }
    return table;
  }

  private Cell cell(Model model, String key, boolean beside) {
    MetricValue value = model.of(key);
    if (value == null || value.point() == null) {
      return Cell.of(Figure.of(value));
    }
    String point = Figure.shown(value.point());
    String interval = Figure.interval(value.lower(), value.upper()).strip();
    boolean best = point.equals(best(key));
    return beside || interval.isEmpty()
        ? new Cell(List.of((point + " " + interval).strip()), best)
        : new Cell(List.of(point, interval), best);
  }

  /** As it is shown; with one model none is the best. */
  private String best(String key) {
    Comparator<Double> order =
        Metric.ofKey(key).higherIsBetter() ? Comparator.naturalOrder() : Comparator.reverseOrder();
    List<Double> points =
        evaluation.models().stream()
            .map(model -> model.of(key))
            .filter(Objects::nonNull)
            .map(MetricValue::point)
            .flatMap(Stream::ofNullable)
            .toList();
    return points.size() < 2 ? "" : points.stream().max(order).map(Figure::shown).orElse("");
  }

  private String heading(String key) {
    Metric metric = Metric.ofKey(key);
    return metric == Metric.AUROC && evaluation.classes().size() > 2
        ? Metric.AUROC_OVR_MACRO.label()
        : metric.label();
  }

  private void findings(MetricContrasts metric) {
    List<ContrastRow> contrasts = new ArrayList<>(metric.contrasts());
    if (contrasts.isEmpty()) {
      metric.notes().forEach(note -> paragraph("", note));
      return;
    }
    contrasts.sort(Comparator.comparing(EvaluationScreen::isOpen));
    long decided = contrasts.stream().filter(row -> !isOpen(row)).count();
    paragraph(
        "",
        "Differences in %s: %s of %s decided%s."
            .formatted(
                heading(metric.metric()),
                decided == 0 ? "none" : decided,
                contrasts.size(),
                decided < contrasts.size() ? "; undecided does not mean equal" : ""));
    contrasts.stream().limit(MOST_FINDINGS).forEach(row -> paragraph(INDENT, sentence(row)));
    if (contrasts.size() > MOST_FINDINGS) {
      paragraph(INDENT, "and %s more: --format md".formatted(contrasts.size() - MOST_FINDINGS));
    }
  }

  static boolean isOpen(ContrastRow row) {
    return row.verdict().equals(Verdict.UNDECIDED.label())
        || row.verdict().equals(Verdict.UNTESTABLE.label());
  }

  static String sentence(ContrastRow row) {
    return row.contrast()
        + ": "
        + Figure.signed(row.difference())
        + Figure.interval(row.simultaneousLower(), row.simultaneousUpper())
        + ", adjusted p "
        + Figure.p(row.adjustedP())
        + ", "
        + row.verdict()
        + (row.confirmatory() ? "" : " (exploratory)");
  }

  private void legend(int columns) {
    String text =
        "[lower, upper]: %s %% interval from %s resamples of %ss"
            .formatted(
                Figure.percent(evaluation.confidence()), evaluation.resamples(), evaluation.unit());
    List<String> hidden = shown.subList(columns, shown.size());
    if (!hidden.isEmpty()) {
      text +=
          "; no room for: " + hidden.stream().map(this::heading).collect(Collectors.joining(", "));
    }
    paragraph("", text + ".");
  }

  private void notes() {
    Set<String> notes = new LinkedHashSet<>(evaluation.notes());
    Comparison comparison = evaluation.comparison();
    if (comparison != null) {
      notes.addAll(comparison.notes());
      notes.addAll(comparison.metrics().getFirst().notes());
    }
    for (Model model : evaluation.models()) {
      MetricValue value = shown.isEmpty() ? null : model.of(shown.getFirst());
      if (value != null) {
        notes.addAll(Figure.notes(model.name(), value));
      }
    }
    int most = notes.size() > MOST_NOTES ? MOST_NOTES - 1 : MOST_NOTES;
    notes.stream().limit(most).forEach(note -> paragraph("- ", note));
    if (notes.size() > most) {
      paragraph("- ", "%s more notes: --format md".formatted(notes.size() - most));
    }
  }

  private void paragraph(String first, String text) {
    lines.addAll(TextWidth.hanging(first, text, screen.columns()));
  }
}
