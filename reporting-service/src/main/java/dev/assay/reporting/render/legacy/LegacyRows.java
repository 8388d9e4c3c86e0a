// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.legacy;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of the original study's files: data sets are tasks, {@code <number>_<name>}, and a
 * frozen model's name ends in {@code _f}; its table script finds tasks and models by exactly these
 * signs and accepts word characters alone. The metrics are its four, weighted by class.
 */
final class LegacyRows {
  private static final List<String> METRICS =
      List.of("accuracy", "precision_weighted", "recall_weighted", "f1_weighted");

  private LegacyRows() {}

  /**
   * @param metrics accuracy, precision, recall and F1, each with an interval
   */
  record LegacyRow(String task, String model, boolean frozen, List<Metric> metrics) {
    String modelFolder() {
      return frozen ? model + "_f" : model;
    }
  }

  /** Rows in the report's order; a cell without all four intervals has no place in the format. */
  static List<LegacyRow> of(Report report) {
    List<LabelColumn> labels = LabelColumn.needed(report.cells());
    List<LegacyRow> rows = new ArrayList<>();
    for (int i = 0; i < report.sections().size(); i++) {
      Section section = report.sections().get(i);
      String task = LegacyNames.task(section.dataset(), i + 1);
      for (Row row : section.rows()) {
        row.metrics()
            .flatMap(LegacyRows::complete)
            .ifPresent(
                metrics ->
                    rows.add(
                        new LegacyRow(
                            task,
                            LegacyNames.model(row.cell(), labels),
                            row.cell().frozen(),
                            metrics)));
      }
    }
    return rows;
  }

  /** One sentence for every row that the format cannot hold. */
  static List<String> missing(Report report) {
    List<LabelColumn> labels = LabelColumn.needed(report.cells());
    return report.rows().stream()
        .filter(row -> row.metrics().flatMap(LegacyRows::complete).isEmpty())
        .map(
            row ->
                row.cell().dataset()
                    + ", "
                    + LabelColumn.sentence(row.cell(), labels)
                    + ": "
                    + row.state().label()
                    + ": "
                    + (row.reason() == null ? "a metric has no interval" : row.reason()))
        .toList();
  }

  private static Optional<List<Metric>> complete(MetricsFile file) {
    List<Metric> metrics =
        METRICS.stream()
            .flatMap(name -> file.metrics().test().stream().filter(m -> m.name().equals(name)))
            .filter(m -> m.point() != null && m.lower() != null && m.upper() != null)
            .toList();
    return metrics.size() == METRICS.size() ? Optional.of(metrics) : Optional.empty();
  }
}
