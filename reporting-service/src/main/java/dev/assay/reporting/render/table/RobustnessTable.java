// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.table;

import dev.assay.contracts.Corruption;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.RobustnessMetrics;
import dev.assay.contracts.file.RobustnessMetrics.CorruptedRow;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.table.Grid.Column;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.CellRobustness;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one data set on corruptions of its test images: of each the row of the images as
 * they are, one for each corruption, and the mean of those.
 */
public final class RobustnessTable {
  private final List<LabelColumn> labels;

  /**
   * A row.
   *
   * @param row absent: the images as they are, or nothing
   * @param isClean whether it is about the images as they are
   */
  private record Line(CellRobustness cell, @Nullable CorruptedRow row, boolean isClean) {
    String corruption() {
      return row == null
          ? isClean ? "none" : cell.reason()
          : Optional.ofNullable(row.corruption()).map(Line::words).orElse("mean");
    }

    private static String words(Corruption corruption) {
      return corruption.kind().label() + " " + corruption.severity();
    }

    String point() {
      return isClean
          ? Figures.shown(clean().point())
          : row == null || row.corruption() == null ? "" : Figures.shown(row.point());
    }

    String interval() {
      return isClean
          ? Figures.interval(clean().lower(), clean().upper()).orElse("")
          : row == null ? "" : Figures.interval(row.lower(), row.upper()).orElse("");
    }

    private MetricsFile.Metric clean() {
      return cell.file().metrics().test(cell.found().orElseThrow().metric());
    }

    String drop() {
      return row == null ? "" : Optional.ofNullable(row.drop()).map(Figures::signed).orElse("n/a");
    }

    String dropInterval() {
      return row == null
          ? ""
          : Figures.interval(row.dropLower(), row.dropUpper()).orElse("none: " + row.reason());
    }

    String p() {
      return row == null || row.adjustedP() == null ? "" : Figures.p(row.adjustedP());
    }
  }

  private RobustnessTable(Report report) {
    this.labels = LabelColumn.needed(report.cells());
  }

  /** Empty without corruptions. */
  public static Optional<Grid> of(Report report, Section section) {
    List<CellRobustness> found = CellRobustness.of(section);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(new RobustnessTable(report).grid(section, found));
  }

  private Grid grid(Section section, List<CellRobustness> found) {
    String metric =
        found.stream()
            .flatMap(of -> Optional.ofNullable(of.file().plan().robustness()).stream())
            .map(plan -> plan.metric())
            .findFirst()
            .orElseThrow();
    return Grid.of(
        section.name() + ": " + PaperNames.metricInSentence(metric) + " on corrupted test images",
        List.of(
            Column.words("Cell", line -> LabelColumn.sentence(line.cell().cell(), labels)),
            Column.words("Corruption", Line::corruption),
            Column.figure(PaperNames.metric(metric), Line::point),
            Column.words("[lower, upper]", Line::interval),
            Column.figure("Drop", Line::drop),
            Column.words("[lower, upper] of it", Line::dropInterval),
            Column.figure("Adjusted p", Line::p)),
        found.stream().flatMap(RobustnessTable::lines).toList());
  }

  private static Stream<Line> lines(CellRobustness cell) {
    Optional<RobustnessMetrics> found = cell.found();
    if (found.isEmpty()) {
      return Stream.of(new Line(cell, null, false));
    }
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(cell, null, true));
    found.get().rows().forEach(row -> lines.add(new Line(cell, row, false)));
    return lines.stream();
  }
}
