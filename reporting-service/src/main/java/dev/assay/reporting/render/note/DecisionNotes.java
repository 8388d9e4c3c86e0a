// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decisions about the positive class that a study declares; CSV and JSON have the rest. */
final class DecisionNotes {
  private DecisionNotes() {}

  static List<Note> of(Report report) {
    List<LabelColumn> labels = LabelColumn.needed(report.cells());
    List<Note> notes = new ArrayList<>();
    for (Row row : report.rows()) {
      row.metrics()
          .flatMap(file -> Optional.ofNullable(file.cellDetails()))
          .filter(details -> !details.clinical().isEmpty())
          .ifPresent(
              details ->
                  notes.add(
                      new Note(
                          "Decisions of " + LabelColumn.sentence(row.cell(), labels),
                          details.clinical().stream()
                                  .map(DecisionNotes::decision)
                                  .collect(Collectors.joining("; "))
                              + ". Thresholds were chosen on validation images.")));
    }
    return notes;
  }

  private static String decision(MetricsFile.Metric metric) {
    return metric.name().replace('_', ' ')
        + " "
        + Figures.shown(metric.point())
        + Figures.interval(metric.lower(), metric.upper()).map(text -> " " + text).orElse("")
        + (metric.point() == null ? " (" + metric.reason() + ")" : "");
  }
}
