// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.reporting.plot.Plot.Content;
import dev.assay.reporting.plot.Plot.Kind;
import dev.assay.reporting.render.name.RunNames;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Points with intervals: of every cell, and of the differences between cells. */
final class ForestPlots {
  private static final List<String> METRICS = List.of("accuracy", "f1_weighted", "auroc");
  private static final int WIDTH = 370;
  private static final int ROW = 13;
  private static final int AXIS = 32;
  private static final double STEP = 0.05;

  private ForestPlots() {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(
      String label,
      double point,
      @Nullable Double low,
      @Nullable Double high,
      String text,
      boolean open) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Data(
      String alt, String x, double min, double max, @Nullable Double reference, List<Line> rows) {}

  /** One for each main metric, with every cell that has it. */
  static List<Plot> ofCells(Report report, RowTitles titles) {
    List<Plot> plots = new ArrayList<>();
    for (String key : METRICS) {
      List<Line> lines = cells(report, titles, key);
      if (!lines.isEmpty()) {
        String caption =
            "%s on the test images of every row with its %s %% interval; a point is the mean over the seeds."
                .formatted(PaperNames.metric(key), Figures.percent(report.plan().confidence()));
        plots.add(
            plot(
                "forest-" + key.replace('_', '-'),
                caption,
                lines,
                () ->
                    new Data(
                        caption,
                        PaperNames.metric(key),
                        floor(lines, 0),
                        ceiling(lines, 1),
                        null,
                        lines)));
      }
    }
    return plots;
  }

  private static List<Line> cells(Report report, RowTitles titles, String key) {
    boolean several = report.sections().size() > 1;
    List<Line> lines = new ArrayList<>();
    for (Section section : report.sections()) {
      for (Report.Row row : section.rows()) {
        metric(row, key)
            .ifPresent(
                metric ->
                    lines.add(
                        new Line(
                            (several ? section.title() + ": " : "") + titles.of(row.cell()),
                            Optional.ofNullable(metric.point()).orElseThrow(),
                            metric.lower(),
                            metric.upper(),
                            text(metric.point(), metric.lower(), metric.upper()),
                            false)));
      }
    }
    return lines;
  }

  private static Optional<MetricsFile.Metric> metric(Report.Row row, String key) {
    return row.metrics().stream()
        .flatMap(file -> file.metrics().test().stream())
        .filter(metric -> metric.name().equals(key) && metric.point() != null)
        .findFirst();
  }

  /** One for each data set that was compared, of the primary metric. */
  static List<Plot> ofDifferences(Report report, RunNames names) {
    List<Plot> plots = new ArrayList<>();
    for (Section section : report.sections()) {
      section
          .comparisons()
          .filter(file -> !file.primary().contrasts().isEmpty())
          .ifPresent(file -> plots.add(differences(section, file, names)));
    }
    return plots;
  }

  private static Plot differences(Section section, ComparisonsFile file, RunNames names) {
    ComparisonsFile.MetricComparison metric = file.primary();
    List<Line> lines = metric.contrasts().stream().map(ForestPlots::line).toList();
    String caption =
        "Differences in %s on %s with simultaneous intervals: all of them together cover the true differences. Filled: declared before there were results; open: exploratory."
            .formatted(PaperNames.metricInSentence(metric.name()), section.title());
    return plot(
        "differences-" + names.of(section.rows().getFirst().cell()).dataset(),
        caption,
        lines,
        () ->
            new Data(
                caption,
                "Difference in " + PaperNames.metricInSentence(metric.name()),
                Math.min(floor(lines, -1), -STEP),
                Math.max(ceiling(lines, 1), STEP),
                0.0,
                lines));
  }

  private static Line line(Contrast contrast) {
    return new Line(
        contrast.label(),
        contrast.difference(),
        contrast.simultaneousLower(),
        contrast.simultaneousUpper(),
        text(contrast.difference(), contrast.simultaneousLower(), contrast.simultaneousUpper()),
        !contrast.confirmatory());
  }

  private static Plot plot(
      String name, String caption, List<Line> lines, java.util.function.Supplier<Data> data) {
    return new Plot(
        name,
        Kind.FOREST,
        caption,
        WIDTH,
        AXIS + ROW * lines.size(),
        () -> new Content(data.get(), table(lines)));
  }

  private static List<List<String>> table(List<Line> lines) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("label", "point", "lower", "upper"));
    for (Line line : lines) {
      rows.add(
          List.of(
              line.label(), Figures.exact(line.point()), exact(line.low()), exact(line.high())));
    }
    return rows;
  }

  private static String exact(@Nullable Double value) {
    return value == null ? "" : Figures.exact(value);
  }

  private static String text(@Nullable Double point, @Nullable Double low, @Nullable Double high) {
    String shown =
        Figures.shown(point)
            + Figures.interval(low, high).map(interval -> " " + interval).orElse("");
    return shown.replace('-', '\u2212');
  }

  private static double floor(List<Line> lines, double least) {
    double low =
        lines.stream()
            .flatMap(
                line -> Stream.of(line.point(), line.low() == null ? line.point() : line.low()))
            .mapToDouble(Double::doubleValue)
            .min()
            .orElse(0);
    return Math.max(least, Math.floor(low / STEP - 1e-9) * STEP);
  }

  private static double ceiling(List<Line> lines, double most) {
    double high =
        lines.stream()
            .flatMap(
                line -> Stream.of(line.point(), line.high() == null ? line.point() : line.high()))
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    return Math.min(most, Math.ceil(high / STEP + 1e-9) * STEP);
  }
}
