package dev.assay.reporting.render;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.reporting.render.Report.Row;
import dev.assay.reporting.render.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is unusual about single numbers; each is said once, however many rows share it. */
final class Warnings {
  private final Report report;
  private final List<Labels> labels;
  private final List<String> warnings = new ArrayList<>();

  private Warnings(Report report) {
    this.report = report;
    this.labels = Labels.needed(report.rows().stream().map(Row::cell).toList());
  }

  static List<String> of(Report report) {
    Warnings all = new Warnings(report);
    report.sections().forEach(all::section);
    return all.warnings.stream().distinct().toList();
  }

  private void section(Section section) {
    SplitFacts split = section.split();
    if (split != null) {
      split.warnings().forEach(warning -> warnings.add(section.dataset() + ": " + warning));
    }
    if (section.metrics().stream().map(MetricsFile::baseline).distinct().count() > 1) {
      warnings.add(
          section.dataset()
              + ": the majority class differs between rows; the first row's is shown");
    }
    // A warning that every row shares is about the data set.
    List<MetricsFile> files = section.metrics();
    for (Row row : section.rows()) {
      String where = section.dataset() + ", " + Labels.sentence(row.cell(), labels);
      row.metrics()
          .ifPresent(
              file -> {
                for (String warning : file.warnings()) {
                  boolean shared = files.stream().allMatch(f -> f.warnings().contains(warning));
                  warnings.add((shared ? section.dataset() : where) + ": " + warning);
                }
                Stream.concat(Metrics.ACCURACY.in(file.validation()).stream(), shown(file))
                    .forEach(metric -> metric(where, metric));
              });
      row.runs()
          .forEach(
              run ->
                  run.deviations()
                      .forEach(d -> warnings.add(where + ", seed " + run.seed() + ": " + d)));
    }
  }

  private static Stream<Metric> shown(MetricsFile file) {
    return Stream.of(Metrics.values()).map(m -> m.in(file.test())).flatMap(Optional::stream);
  }

  private void metric(String where, Metric metric) {
    String what = where + ": " + metric.name().replace('_', ' ');
    if (metric.reason() != null) {
      warnings.add(
          what
              + (metric.point() == null ? " is undefined: " : " has no interval: ")
              + metric.reason());
    }
    if (metric.method() != null && !metric.method().equals(report.plan().method())) {
      warnings.add(what + " has a " + metric.method() + " interval");
    }
    if (metric.droppedShare() > 0) {
      warnings.add(
          what
              + " was undefined in "
              + Figures.shown(metric.droppedShare())
              + " of the resamples, which were dropped");
    }
  }
}
