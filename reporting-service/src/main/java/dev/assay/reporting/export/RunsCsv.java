// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.contracts.CsvLine;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.reporting.render.text.Figures;
import java.util.List;

/** One line per run: where its files are, what it is, and how far. */
final class RunsCsv {
  private RunsCsv() {}

  static String of(List<ExportedRun> runs) {
    StringBuilder text =
        new StringBuilder(
            CsvLine.of(
                List.of(
                    "files",
                    "dataset",
                    "backbone",
                    "weights",
                    "head",
                    "recipe",
                    "training",
                    "subset_ratio",
                    "seed",
                    "state",
                    "cell_id",
                    "run_key",
                    "scoring_key",
                    "model_sha256")));
    for (ExportedRun run : runs) {
      Cell cell = run.cell();
      text.append(
          CsvLine.of(
              List.of(
                  run.path("").substring(1),
                  cell.dataset(),
                  cell.backbone(),
                  cell.weights().source(),
                  cell.head(),
                  cell.recipe().name(),
                  cell.trainingLabel(),
                  Figures.exact(cell.subsetRatio()),
                  String.valueOf(run.seed()),
                  run.scored().isPresent()
                      ? "scored"
                      : run.trained().isPresent() ? "trained" : "no model",
                  cell.cellId(),
                  run.trained().map(ModelTrained::runKey).orElse(""),
                  run.scored().map(PredictionsReady::scoringKey).orElse(""),
                  run.trained().map(trained -> trained.model().sha256()).orElse(""))));
    }
    return text.toString();
  }
}
