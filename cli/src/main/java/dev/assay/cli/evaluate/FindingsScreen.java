// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.evaluate.Evaluation.MetricValue;
import dev.assay.cli.evaluate.FindingsDocument.Comparison;
import dev.assay.cli.evaluate.FindingsDocument.Finding;
import dev.assay.cli.evaluate.FindingsDocument.MetricDifferences;
import dev.assay.cli.evaluate.FindingsDocument.Model;
import dev.assay.cli.evaluate.FindingsDocument.Row;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An evaluation of several findings per image as a terminal shows it: one table per metric within
 * its width, the differences that are decided in words, and the notes that fit.
 */
public final class FindingsScreen {
  private final FindingsDocument document;
  private final Screen screen;
  private final List<String> lines = new ArrayList<>();

  private FindingsScreen(FindingsDocument document, Screen screen) {
    this.document = document;
    this.screen = screen;
  }

  public static List<String> of(FindingsDocument document, Screen screen) {
    FindingsScreen text = new FindingsScreen(document, screen);
    text.all();
    return List.copyOf(text.lines);
  }

  private void all() {
    paragraph("", document.about());
    for (String metric : document.shown()) {
      lines.add("");
      lines.add(Metric.ofKey(metric).label());
      values(metric);
    }
    Comparison comparison = document.comparison();
    if (comparison != null) {
      lines.add("");
      differences(comparison.metrics().getFirst());
    }
    lines.add("");
    notes();
  }

  /** With as many models as fit, and intervals beside the points or below them. */
  private void values(String metric) {
    int models = document.models().size();
    TextTable table = table(metric, models, true);
    if (table.width() > screen.columns()) {
      table = table(metric, models, false);
    }
    while (table.width() > screen.columns() && models > 1) {
      models--;
      table = table(metric, models, false);
    }
    lines.addAll(table.lines(screen));
    if (models < document.models().size()) {
      paragraph(
          "",
          "no room for: "
              + document.models().stream()
                  .skip(models)
                  .map(Model::name)
                  .collect(Collectors.joining(", ")));
    }
  }

  private TextTable table(String metric, int models, boolean beside) {
    List<Column> headings =
        new ArrayList<>(List.of(Column.words("Finding"), Column.figures("Present")));
    document.models().stream()
        .limit(models)
        .map(model -> Column.figures(model.name()))
        .forEach(headings::add);
    TextTable table = new TextTable(headings);
    for (int f = 0; f < document.findings().size(); f++) {
      Finding finding = document.findings().get(f);
      int number = f;
      table.row(
          row(
              finding.finding(),
              finding.present() + "/" + finding.known(),
              models,
              beside,
              model -> model.findings().get(number).of(metric)));
    }
    table.row(
        row("Mean over " + document.meanOver(), "", models, beside, model -> model.mean(metric)));
    return table;
  }

  private List<Cell> row(
      String name,
      String present,
      int models,
      boolean beside,
      Function<Model, MetricValue> valueOf) {
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(name), Cell.of(present)));
    String best = best(valueOf);
    document.models().stream()
        .limit(models)
        .map(valueOf)
        .map(value -> cell(value, beside, best))
        .forEach(cells::add);
    return cells;
  }

  private static Cell cell(MetricValue value, boolean beside, String best) {
    Double known = value.point();
    if (known == null) {
      return Cell.of(Figure.of(value));
    }
    String point = Figure.shown(known);
    String interval = Figure.interval(value.lower(), value.upper()).strip();
    boolean isBest = point.equals(best);
    return beside || interval.isEmpty()
        ? new Cell(List.of((point + " " + interval).strip()), isBest)
        : new Cell(List.of(point, interval), isBest);
  }

  /** As it is shown; with one model none is the best. */
  private String best(Function<Model, MetricValue> valueOf) {
    List<Double> points =
        document.models().stream()
            .map(valueOf)
            .map(MetricValue::point)
            .filter(Objects::nonNull)
            .toList();
    return points.size() < 2
        ? ""
        : points.stream().max(Comparator.naturalOrder()).map(Figure::shown).orElse("");
  }

  private void differences(MetricDifferences metric) {
    List<Row> rows = new ArrayList<>(metric.rows());
    if (rows.isEmpty()) {
      metric.notes().forEach(note -> paragraph("", note));
      return;
    }
    rows.sort(Comparator.comparing(row -> EvaluationScreen.isOpen(row.contrast())));
    long decided = rows.stream().filter(row -> !EvaluationScreen.isOpen(row.contrast())).count();
    paragraph(
        "",
        "Differences in %s, of all findings one family: %s of %s decided%s."
            .formatted(
                Metric.ofKey(metric.metric()).label(),
                decided == 0 ? "none" : decided,
                rows.size(),
                decided < rows.size() ? "; undecided does not mean equal" : ""));
    rows.stream()
        .limit(EvaluationScreen.MOST_FINDINGS)
        .forEach(
            row ->
                paragraph(
                    EvaluationScreen.INDENT,
                    row.finding() + ", " + EvaluationScreen.sentence(row.contrast())));
    if (rows.size() > EvaluationScreen.MOST_FINDINGS) {
      paragraph(
          EvaluationScreen.INDENT,
          "and %s more: --format md".formatted(rows.size() - EvaluationScreen.MOST_FINDINGS));
    }
    List<Row> means = metric.rowsOfMeans(document.mean());
    means.stream()
        .limit(EvaluationScreen.MOST_FINDINGS)
        .forEach(
            row -> paragraph("", row.finding() + ", " + EvaluationScreen.sentence(row.contrast())));
  }

  private void notes() {
    paragraph(
        "",
        "[lower, upper]: %s %% interval; present/known: images."
            .formatted(Figure.percent(document.confidence())));
    Set<String> notes = new LinkedHashSet<>(document.leftOut());
    notes.addAll(document.notes());
    Comparison comparison = document.comparison();
    if (comparison != null) {
      notes.addAll(comparison.notes());
      notes.addAll(comparison.metrics().getFirst().notes());
    }
    int most = EvaluationScreen.MOST_NOTES;
    int printed = notes.size() > most ? most - 1 : most;
    notes.stream().limit(printed).forEach(note -> paragraph("- ", note));
    if (notes.size() > printed) {
      paragraph("- ", "%s more notes: --format md".formatted(notes.size() - printed));
    }
  }

  private void paragraph(String first, String text) {
    lines.addAll(TextWidth.hanging(first, text, screen.columns()));
  }
}
