// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.FindingMetrics;
import dev.assay.reporting.plot.Plot.Content;
import dev.assay.reporting.plot.Plot.Kind;
import dev.assay.reporting.render.column.ValueColumn;
import dev.assay.reporting.render.name.RunNames;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Points with intervals: of every cell, and of the differences between cells. */
final class ForestPlots {
  private static final List<ValueColumn> COLUMNS =
      List.of(ValueColumn.ACCURACY, ValueColumn.F1_WEIGHTED, ValueColumn.AUROC);
  private static final List<ValueColumn> OF_FINDINGS =
      List.of(ValueColumn.MEAN_AUROC, ValueColumn.MEAN_AVERAGE_PRECISION);

  /** More differences of findings go over several figures, or they would leave the page. */
  private static final int MOST = 40;

  private static final String AUROC = "auroc";
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
    for (ValueColumn column : report.hasFindings() ? OF_FINDINGS : COLUMNS) {
      List<Line> lines = cells(report, titles, column);
      if (!lines.isEmpty()) {
        String caption =
            "%s on the test images of every row with its %s %% interval; a point is the mean over the seeds."
                .formatted(column.heading(), Figures.percent(report.plan().confidence()));
        plots.add(
            plot(
                "forest-" + column.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                caption,
                lines,
                () ->
                    new Data(
                        caption,
                        column.heading(),
                        floor(lines, 0),
                        ceiling(lines, 1),
                        null,
                        lines)));
      }
    }
    return plots;
  }

  private static List<Line> cells(Report report, RowTitles titles, ValueColumn column) {
    boolean several = report.sections().size() > 1;
    List<Line> lines = new ArrayList<>();
    for (Section section : report.sections()) {
      for (Report.Row row : section.rows()) {
        row.metrics()
            .flatMap(column::stored)
            .filter(metric -> metric.point() != null)
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

  /** The areas under the ROC curves of the findings, a figure for each row. */
  static List<Plot> ofFindings(Report report, RowTitles titles, RunNames names) {
    List<Plot> plots = new ArrayList<>();
    for (Section section : report.sections()) {
      for (Report.Row row : section.rows()) {
        List<Line> lines =
            row.metrics().stream()
                .flatMap(file -> Optional.ofNullable(file.findings()).stream())
                .flatMap(List::stream)
                .flatMap(of -> ofFinding(of).stream())
                .toList();
        if (!lines.isEmpty()) {
          String caption =
              "AUROC of each finding in the test images for which it is known, with %s %% intervals, of %s on %s."
                  .formatted(
                      Figures.percent(report.plan().confidence()),
                      titles.of(row.cell()),
                      section.title());
          plots.add(
              plot(
                  "findings-" + names.of(row.cell()).dataset() + "-" + names.of(row.cell()).model(),
                  caption,
                  lines,
                  () ->
                      new Data(
                          caption,
                          ValueColumn.AUROC.heading(),
                          floor(lines, 0),
                          ceiling(lines, 1),
                          0.5,
                          lines)));
        }
      }
    }
    return plots;
  }

  private static Optional<Line> ofFinding(FindingMetrics of) {
    return Optional.ofNullable(of.test(AUROC))
        .filter(metric -> metric.point() != null)
        .map(
            metric ->
                new Line(
                    of.finding(),
                    Optional.ofNullable(metric.point()).orElseThrow(),
                    metric.lower(),
                    metric.upper(),
                    text(metric.point(), metric.lower(), metric.upper()),
                    false));
  }

  /** One for each data set that was compared, of the primary metric. */
  static List<Plot> ofDifferences(Report report, RunNames names) {
    List<Plot> plots = new ArrayList<>();
    for (Section section : report.sections()) {
      section
          .comparisons()
          .filter(file -> !file.primary().contrasts().isEmpty())
          .ifPresent(file -> plots.addAll(differences(section, file, names)));
    }
    return plots;
  }

  private static List<Plot> differences(Section section, ComparisonsFile file, RunNames names) {
    List<Line> lines = file.primary().contrasts().stream().map(ForestPlots::line).toList();
    int most = section.hasFindings() ? MOST : lines.size();
    List<Plot> plots = new ArrayList<>();
    for (int from = 0; from < lines.size(); from += most) {
      plots.add(
          differences(
              section,
              file.primary().name(),
              lines.subList(from, Math.min(lines.size(), from + most)),
              "differences-"
                  + names.of(section.rows().getFirst().cell()).dataset()
                  + (from == 0 ? "" : "-" + (from / most + 1))));
    }
    return plots;
  }

  private static Plot differences(Section section, String metric, List<Line> lines, String name) {
    String caption =
        "Differences in %s on %s with simultaneous intervals: all of them together cover the true differences. Filled: declared before there were results; open: exploratory."
            .formatted(PaperNames.metricInSentence(metric), section.title());
    return plot(
        name,
        caption,
        lines,
        () ->
            new Data(
                caption,
                "Difference in " + PaperNames.metricInSentence(metric),
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
