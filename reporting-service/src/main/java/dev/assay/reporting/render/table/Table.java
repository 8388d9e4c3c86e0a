// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.table;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.reporting.render.column.Columns;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.column.ValueColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.TestImages;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The main table of a report before it is typeset: LaTeX, Markdown and HTML differ in markup only.
 *
 * @param labels headings of the columns that tell rows apart
 * @param values headings of the columns with numbers
 * @param blocks one per data set
 */
public record Table(List<String> labels, List<String> values, List<Block> blocks) {
  /** The rows of one data set under a title. */
  public record Block(String title, List<Line> lines) {}

  /** One row. */
  public sealed interface Line {
    List<String> labels();
  }

  /** A row with numbers. */
  public record Numbers(List<String> labels, List<Entry> entries) implements Line {
    /** Whether any number has a standard deviation over seeds. */
    public boolean hasSpreads() {
      return entries.stream().anyMatch(entry -> !entry.spread().isEmpty());
    }
  }

  /** A row that says why it has no numbers. */
  public record Message(List<String> labels, Report.State state, String text) implements Line {}

  /**
   * A number; each of its texts may be empty.
   *
   * @param point e.g. {@code 0.918}
   * @param interval e.g. {@code [0.897, 0.938]}
   * @param spread standard deviation over the seeds
   * @param bold whether it is the best of its column and data set
   */
  public record Entry(String point, String interval, String spread, boolean bold) {
    private static final Entry EMPTY = new Entry("", "", "", false);
  }

  public static Table of(Report report, Columns columns) {
    List<LabelColumn> labels = columns.labelsOf(report.cells());
    return new Table(
        labels.stream().map(LabelColumn::heading).toList(),
        columns.values().stream().map(column -> column.heading(classes(report))).toList(),
        report.sections().stream()
            .map(section -> block(section, labels, columns.values()))
            .toList());
  }

  /** Of the data set that has most. */
  public static int classes(Report report) {
    return report.sections().stream()
        .flatMap(section -> TestImages.of(section).stream())
        .mapToInt(images -> images.classes().size())
        .max()
        .orElse(0);
  }

  private static Block block(Section section, List<LabelColumn> labels, List<ValueColumn> columns) {
    List<Line> lines = new ArrayList<>();
    List<Optional<Double>> best = best(section, columns);
    baseline(section, columns)
        .ifPresent(
            baseline -> {
              List<String> texts = new ArrayList<>(Collections.nCopies(labels.size(), ""));
              texts.set(0, LabelColumn.baseline(section));
              lines.add(new Numbers(texts, entries(baseline, best)));
            });
    section.rows().forEach(row -> lines.add(line(row, labels, columns, best)));
    String title =
        TestImages.of(section)
            .map(test -> section.title() + ": " + test.sentence())
            .orElse(section.title() + ": not split yet");
    return new Block(title, lines);
  }

  private static Line line(
      Row row, List<LabelColumn> labels, List<ValueColumn> columns, List<Optional<Double>> best) {
    Cell cell = row.cell();
    List<String> texts = labels.stream().map(label -> label.of(cell)).toList();
    return row.metrics()
        .<Line>map(file -> new Numbers(texts, entries(metrics(file, columns), best)))
        .orElseGet(
            () -> new Message(texts, row.state(), row.state().label() + ": " + row.reason()));
  }

  private static List<Optional<Metric>> metrics(MetricsFile file, List<ValueColumn> columns) {
    return columns.stream().map(column -> column.shown(file)).toList();
  }

  /** The same for every cell of a data set, so that one row says it. */
  private static Optional<List<Optional<Metric>>> baseline(
      Section section, List<ValueColumn> columns) {
    return section.metrics().stream()
        .findFirst()
        .map(file -> columns.stream().map(column -> column.baseline(file)).toList());
  }

  /** The best value of each column, absent where there is nothing to be better than. */
  private static List<Optional<Double>> best(Section section, List<ValueColumn> columns) {
    List<List<Optional<Metric>>> rows = new ArrayList<>();
    baseline(section, columns).ifPresent(rows::add);
    section.metrics().forEach(file -> rows.add(metrics(file, columns)));
    List<Optional<Double>> best = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int index = i;
      List<Double> points =
          rows.stream()
              .flatMap(row -> row.get(index).stream())
              .map(Metric::point)
              .flatMap(point -> Optional.ofNullable(point).stream())
              .toList();
      best.add(points.size() < 2 ? Optional.empty() : Optional.of(Collections.max(points)));
    }
    return best;
  }

  private static List<Entry> entries(List<Optional<Metric>> row, List<Optional<Double>> best) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      Optional<Double> top = best.get(i);
      entries.add(row.get(i).map(metric -> entry(metric, top)).orElse(Entry.EMPTY));
    }
    return entries;
  }

  private static Entry entry(Metric metric, Optional<Double> best) {
    Double point = metric.point();
    boolean bold =
        point != null && best.filter(top -> Figures.equalWhenShown(point, top)).isPresent();
    return new Entry(
        Figures.shown(point),
        Figures.interval(metric.lower(), metric.upper()).orElse(""),
        Optional.ofNullable(metric.seedSd()).map(Figures::shown).orElse(""),
        bold);
  }
}
