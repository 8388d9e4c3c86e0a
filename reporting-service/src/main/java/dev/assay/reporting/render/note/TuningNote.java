// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.file.ModelManifest.Tried;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The validation accuracy of every learning rate that was tried. */
final class TuningNote {
  private TuningNote() {}

  static List<Note> of(Report report) {
    List<LabelColumn> labels = LabelColumn.needed(report.cells());
    List<String> lines = new ArrayList<>();
    for (Row row : report.trainedRows()) {
      for (ModelFacts run : row.runs()) {
        List<Tried> tried = run.tuning();
        if (tried != null) {
          lines.add(
              "%s, %s, seed %s: %s"
                  .formatted(
                      row.cell().dataset(),
                      LabelColumn.sentence(row.cell(), labels),
                      run.seed(),
                      tried.stream().map(TuningNote::tried).collect(Collectors.joining(", "))));
        }
      }
    }
    return lines.isEmpty()
        ? List.of()
        : Note.one(
            "Tuning", "Validation accuracy by learning rate. " + String.join("; ", lines) + ".");
  }

  private static String tried(Tried tried) {
    return "%s gave %s%s"
        .formatted(
            Figures.exact(tried.learningRate()),
            Figures.shown(tried.validationAccuracy()),
            tried.chosen() ? " (chosen)" : "");
  }
}
