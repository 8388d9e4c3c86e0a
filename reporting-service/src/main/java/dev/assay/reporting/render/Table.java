package dev.assay.reporting.render;

import dev.assay.contracts.Cell;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.reporting.render.Report.Row;
import dev.assay.reporting.render.Report.Section;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table of a report before it is typeset: LaTeX, Markdown and HTML differ in signs only.
 *
 * @param labels headings of the columns that tell rows apart
 * @param values headings of the columns with numbers
 * @param blocks one per data set
 */
record Table(List<String> labels, List<String> values, List<Block> blocks) {
  static final String BASELINE = "majority class";
  private static final String VALIDATION = "Val. accuracy";

  /** The rows of one data set under a title. */
  record Block(String title, List<Line> lines) {}

  /** One row. */
  sealed interface Line {
    List<String> labels();
  }

  /**
   * A row with numbers.
   *
   * @param spreads the seeds' standard deviation below each number; empty without several seeds
   */
  record Numbers(List<String> labels, List<Entry> entries, List<String> spreads) implements Line {}

  /** A row that says why it has no numbers. */
  record Message(List<String> labels, Report.State state, String text) implements Line {}

  /**
   * A number with its interval, e.g. {@code 0.918} and {@code [0.897, 0.938]}; either may be "".
   */
  record Entry(String point, String interval, boolean bold) {}

  static Table of(Report report) {
    List<Labels> labels = Labels.needed(report.rows().stream().map(Row::cell).toList());
    List<String> values = new ArrayList<>(List.of(VALIDATION));
    for (Metrics metric : Metrics.values()) {
      values.add(metric.heading());
    }
    return new Table(
        labels.stream().map(Labels::heading).toList(),
        values,
        report.sections().stream().map(section -> block(section, labels)).toList());
  }

  private static Block block(Section section, List<Labels> labels) {
    List<Line> lines = new ArrayList<>();
    List<Optional<Double>> best = best(section);
    baseline(section)
        .ifPresent(
            baseline -> {
              List<String> texts = new ArrayList<>(Collections.nCopies(labels.size(), ""));
              texts.set(0, BASELINE);
              lines.add(new Numbers(texts, entries(baseline, best), List.of()));
            });
    section.rows().forEach(row -> lines.add(line(row, labels, best)));
    String title =
        TestImages.of(section)
            .map(test -> section.title() + ": " + test.sentence())
            .orElse(section.title() + ": not split yet");
    return new Block(title, lines);
  }

  private static Line line(Row row, List<Labels> labels, List<Optional<Double>> best) {
    Cell cell = row.cell();
    List<String> texts = labels.stream().map(label -> label.of(cell)).toList();
    return row.metrics()
        .<Line>map(
            file -> {
              List<Optional<Metric>> column = column(file);
              return new Numbers(texts, entries(column, best), spreads(column));
            })
        .orElseGet(
            () -> new Message(texts, row.state(), row.state().label() + ": " + row.reason()));
  }

  /** Validation accuracy, then the test metrics in the order of the headings. */
  private static List<Optional<Metric>> column(MetricsFile file) {
    List<Optional<Metric>> column = new ArrayList<>();
    column.add(Metrics.ACCURACY.in(file.validation()).map(Table::pointOnly));
    for (Metrics metric : Metrics.values()) {
      column.add(metric.in(file.test()));
    }
    return column;
  }

  /** The same for every cell of a data set, so that one row says it. */
  private static Optional<List<Optional<Metric>>> baseline(Section section) {
    return section.metrics().stream()
        .findFirst()
        .map(
            file -> {
              List<Optional<Metric>> column = new ArrayList<>();
              column.add(Optional.empty());
              for (Metrics metric : Metrics.values()) {
                column.add(metric.in(file.baseline()));
              }
              return column;
            });
  }

  /** The best value of each column, absent where there is nothing to be better than. */
  private static List<Optional<Double>> best(Section section) {
    List<List<Optional<Metric>>> rows = new ArrayList<>();
    baseline(section).ifPresent(rows::add);
    section.metrics().forEach(file -> rows.add(column(file)));
    List<Optional<Double>> best = new ArrayList<>();
    for (int i = 0; i <= Metrics.values().length; i++) {
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
      entries.add(row.get(i).map(metric -> entry(metric, top)).orElse(new Entry("", "", false)));
    }
    return entries;
  }

  private static Entry entry(Metric metric, Optional<Double> best) {
    Double point = metric.point();
    boolean bold =
        point != null && best.filter(top -> Figures.equalWhenShown(point, top)).isPresent();
    return new Entry(Figures.shown(point), interval(metric.lower(), metric.upper()), bold);
  }

  private static String interval(@Nullable Double lower, @Nullable Double upper) {
    return lower == null || upper == null
        ? ""
        : "[" + Figures.shown(lower) + ", " + Figures.shown(upper) + "]";
  }

  private static List<String> spreads(List<Optional<Metric>> row) {
    List<String> spreads =
        row.stream()
            .map(metric -> metric.map(Metric::seedSd).map(Figures::shown).orElse(""))
            .toList();
    return spreads.stream().allMatch(String::isEmpty) ? List.of() : spreads;
  }

  /** Validation images chose the checkpoint, so an interval from them would claim too much. */
  private static Metric pointOnly(Metric m) {
    return new Metric(
        m.name(), m.point(), null, null, null, m.perSeed(), m.seedSd(), 0, m.reason());
  }
}
