// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.live;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.StudyStatus;
import dev.assay.reporting.StudyStatus.CellStatus;
import dev.assay.reporting.StudyStatus.SeedStatus;
import dev.assay.reporting.live.LiveTable.Column;
import dev.assay.reporting.live.LiveTable.Row;
import dev.assay.reporting.live.LiveTable.Shown;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/** The cells of a study as rows that change while it runs. */
public final class StudyGrid {
  private static final List<String> STAGES =
      List.of(
          "failed",
          "retrying",
          "training",
          "features",
          "preparing",
          "scoring",
          "trained",
          "scored",
          "queued",
          "pending",
          "done");
  private static final List<String> AFTER_TRAINING =
      List.of("trained", "scoring", "scored", "done");

  private final Report report;
  private final StudyStatus status;
  private final List<LabelColumn> labels;
  private final boolean severalDatasets;
  private final String metric;

  private StudyGrid(StudyNow now) {
    this.report = now.report();
    this.status = now.status();
    this.labels = LabelColumn.needed(report.cells());
    this.severalDatasets = report.sections().size() > 1;
    this.metric =
        report.sections().stream()
            .flatMap(section -> section.comparisons().stream())
            .map(file -> file.primary().name())
            .findFirst()
            .orElse(ComparisonPlan.standard(report.hasFindings()).primary());
  }

  public static LiveTable of(StudyNow now) {
    return new StudyGrid(now).table();
  }

  private LiveTable table() {
    List<Column> columns = new ArrayList<>();
    labels.forEach(label -> columns.add(Column.text(label.heading())));
    if (severalDatasets) {
      columns.add(1, Column.text("Data set"));
    }
    columns.add(Column.text("State"));
    columns.add(Column.number(PaperNames.metric(metric)));
    columns.add(Column.text("Seeds"));
    columns.add(Column.text("Progress"));
    columns.add(Column.number("Loss"));
    columns.add(Column.number("Images/s"));
    columns.add(Column.number("Left"));
    Map<String, CellStatus> states = new HashMap<>();
    status.cells().forEach(cell -> states.put(cell.cellId(), cell));
    List<Row> rows =
        report.sections().stream()
            .flatMap(
                section ->
                    section.rows().stream()
                        .map(row -> row(section.title(), row, states.get(row.cell().cellId()))))
            .toList();
    return new LiveTable("Cells", columns, rows);
  }

  private Row row(String dataset, Report.Row row, CellStatus state) {
    Cell cell = row.cell();
    List<Shown> cells = new ArrayList<>();
    labels.forEach(label -> cells.add(Shown.of(label.of(cell))));
    cells.set(
        0, cells.getFirst().linked("/view/%s/cells/%s".formatted(status.studyId(), cell.cellId())));
    if (severalDatasets) {
      cells.add(1, Shown.of(dataset));
    }
    String stage = stage(state);
    cells.add(
        Shown.of(words(stage))
            .ofKind(stage)
            .noted("failed".equals(stage) ? state.reason() : null)
            .ordered(STAGES.indexOf(stage)));
    cells.add(result(state));
    cells.add(Shown.of(seeds(state.seeds())));
    cells.add(progress(state, stage));
    cells.add(measured(state, SeedStatus::loss, loss -> Figures.shown(loss)));
    cells.add(measured(state, SeedStatus::imagesPerSecond, StudyGrid::speed));
    cells.add(measured(state, SeedStatus::etaSeconds, Durations::of));
    return new Row(cell.cellId(), cells);
  }

  /** Of the seed that is at work, or else of the one that is least far. */
  private static String stage(CellStatus cell) {
    if (!"running".equals(cell.state())) {
      return cell.state();
    }
    return cell.seeds().stream()
        .map(SeedStatus::stage)
        .min(Comparator.comparingInt(STAGES::indexOf))
        .orElse("pending");
  }

  private static String words(String stage) {
    return switch (stage) {
      case "pending", "queued" -> "queued";
      case "features" -> "embedding";
      case "done" -> "evaluated";
      default -> stage;
    };
  }

  /** Each seed with a sign that needs no colour. */
  private static String seeds(List<SeedStatus> seeds) {
    return String.join("  ", seeds.stream().map(s -> s.seed() + "\u00a0" + sign(s)).toList());
  }

  private static String sign(SeedStatus seed) {
    return switch (seed.stage()) {
      case "pending", "queued" -> "\u25cb";
      case "failed" -> "\u2715";
      case "trained", "scoring", "scored", "done" -> "\u25cf";
      default -> "\u25d0";
    };
  }

  private static Shown progress(CellStatus cell, String stage) {
    double done = cell.seeds().stream().mapToDouble(StudyGrid::trained).average().orElse(0);
    if (!"running".equals(cell.state())) {
      return Shown.of("").ordered(done);
    }
    List<SeedStatus> now =
        cell.seeds().stream().filter(seed -> seed.stage().equals(stage)).toList();
    Stream<String> epochs =
        now.stream()
            .filter(seed -> seed.epochs() != null && seed.epochs() > 0 && seed.epoch() != null)
            .map(seed -> "epoch %d of %d".formatted(seed.epoch(), seed.epochs()));
    return Shown.of(epochs.findFirst().orElse("")).done(done).ordered(done);
  }

  /** Share of a training that is done, in [0, 1]. */
  static double trained(SeedStatus seed) {
    if (AFTER_TRAINING.contains(seed.stage())) {
      return 1;
    }
    return "training".equals(seed.stage()) && seed.fraction() != null ? seed.fraction() : 0;
  }

  private static Shown measured(
      CellStatus cell, Function<SeedStatus, Double> value, Function<Double, String> text) {
    if (!"running".equals(cell.state())) {
      return Shown.of("");
    }
    return cell.seeds().stream()
        .filter(seed -> !AFTER_TRAINING.contains(seed.stage()))
        .map(value)
        .filter(Objects::nonNull)
        .findFirst()
        .map(number -> Shown.number(text.apply(number), number))
        .orElse(Shown.of(""));
  }

  private static String speed(double imagesPerSecond) {
    return String.format(Locale.ROOT, imagesPerSecond < 10 ? "%.1f" : "%.0f", imagesPerSecond);
  }

  private Shown result(CellStatus cell) {
    return cell.metrics().stream()
        .filter(found -> found.name().equals(metric))
        .findFirst()
        .map(StudyGrid::result)
        .orElse(Shown.of(""));
  }

  private static Shown result(Metric found) {
    Shown text =
        Shown.of(Figures.shown(found.point()))
            .noted(Figures.interval(found.lower(), found.upper()).orElse(null));
    return found.point() == null ? text : text.ordered(found.point());
  }

  /** How far the study is. */
  public static Headline headline(StudyNow now) {
    StudyStatus status = now.status();
    double done =
        status.cells().stream()
            .flatMap(cell -> cell.seeds().stream())
            .mapToDouble(StudyGrid::trained)
            .average()
            .orElse(0);
    OptionalDouble left = TimeLeft.of(now.report(), status);
    String summary =
        "%d of %d cells evaluated%s%s"
            .formatted(
                status.done(),
                status.total(),
                status.failed() == 0 ? "" : ", " + status.failed() + " failed",
                left.isPresent() ? ", about " + Durations.of(left.getAsDouble()) + " left" : "");
    return new Headline(
        status.state().label(),
        summary,
        Math.round(done * 1000) / 1000.0,
        status.state().isFinal());
  }
}
