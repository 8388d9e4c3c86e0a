// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.reporting.render.column.Columns;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is unusual about single numbers; a warning is printed once for all rows that share it. */
final class Warnings {
  /** What the method per-metric makes of decisions, areas and losses. */
  private static final Set<String> PER_METRIC =
      Set.of("confusion-draws", "area-score", "precision-logit", "percentile");

  private final Report report;
  private final List<LabelColumn> labels;
  private final List<String> warnings = new ArrayList<>();

  private Warnings(Report report) {
    this.report = report;
    this.labels = LabelColumn.needed(report.cells());
  }

  static List<Note> of(Report report) {
    List<String> sentences = sentences(report);
    return sentences.isEmpty()
        ? List.of()
        : Note.one("Warnings", String.join(" ", sentences.stream().map(Words::closed).toList()));
  }

  /** Each once, and not closed. */
  static List<String> sentences(Report report) {
    Warnings all = new Warnings(report);
    report.sections().forEach(all::section);
    return all.warnings.stream().distinct().toList();
  }

  private void section(Section section) {
    SplitFacts split = section.split();
    if (split != null) {
      split.warnings().forEach(warning -> warnings.add(section.name() + ": " + warning));
    }
    if (section.metrics().stream().map(file -> file.metrics().baseline()).distinct().count() > 1) {
      warnings.add(
          "%s: the %s differs between rows; the first row's is shown"
              .formatted(section.name(), LabelColumn.baseline(section)));
    }
    // A warning that every row shares is about the data set.
    Map<Row, List<String>> ofRows = new LinkedHashMap<>();
    section.rows().stream()
        .filter(row -> row.metrics().isPresent())
        .forEach(row -> ofRows.put(row, row.metrics().map(this::ofFile).orElseThrow()));
    ofRows.values().stream()
        .flatMap(List::stream)
        .distinct()
        .forEach(warning -> warnings.add(where(section, warning, ofRows) + ": " + warning));
    for (Row row : section.rows()) {
      row.runs()
          .forEach(
              run ->
                  run.deviations()
                      .forEach(
                          d ->
                              warnings.add(
                                  "%s, %s, seed %d: %s"
                                      .formatted(section.name(), name(row), run.seed(), d))));
    }
  }

  private String where(Section section, String warning, Map<Row, List<String>> ofRows) {
    List<String> rows =
        ofRows.entrySet().stream()
            .filter(e -> e.getValue().contains(warning))
            .map(e -> name(e.getKey()))
            .toList();
    return rows.size() == ofRows.size()
        ? section.name()
        : section.name() + ", " + String.join("; ", rows);
  }

  private String name(Row row) {
    return LabelColumn.sentence(row.cell(), labels);
  }

  /** The warnings of the file, then what is unusual about the numbers shown, by its cause. */
  private List<String> ofFile(MetricsFile file) {
    List<String> all = new ArrayList<>(file.warnings());
    Map<String, Set<String>> causes = new LinkedHashMap<>();
    Columns.LATEX.of(report).values().stream()
        .flatMap(column -> column.stored(file).stream())
        .forEach(
            metric ->
                causes(metric)
                    .forEach(
                        cause ->
                            causes
                                .computeIfAbsent(cause, c -> new LinkedHashSet<>())
                                .add(metric.name().replace('_', ' '))));
    causes.forEach((cause, names) -> all.add(cause + " (" + String.join(", ", names) + ")"));
    return all;
  }

  private static String interval(String method) {
    return switch (method) {
      case "logit-t" -> "an interval on the logit scale, because percentiles would be too narrow";
      case "percentile-stratified" ->
          "resampled within each class, because some resamples had no image of a class";
      case "corrected-t" ->
          "the mean over folds with the corrected t interval of Nadeau and Bengio, because folds"
              + " share training images";
      case "wilson" -> "Wilson's interval on the resampled units";
      default -> method + " interval";
    };
  }

  /** Whether the note about the numbers says of this method already that it is used. */
  private boolean expected(String method) {
    String plan = report.plan().method();
    return method.equals(plan) || (plan.equals("per-metric") && PER_METRIC.contains(method));
  }

  private List<String> causes(Metric metric) {
    List<String> causes = new ArrayList<>();
    if (metric.reason() != null) {
      causes.add((metric.point() == null ? "undefined: " : "no interval: ") + metric.reason());
    }
    if (metric.method() != null && !expected(metric.method())) {
      causes.add(interval(metric.method()));
    }
    if (metric.droppedShare() > 0) {
      causes.add(
          "undefined in "
              + Figures.shown(metric.droppedShare())
              + " of the resamples, which were dropped");
    }
    return causes;
  }
}
