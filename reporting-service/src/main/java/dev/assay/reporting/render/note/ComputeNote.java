// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.file.ModelManifest.Compute;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import java.util.List;

/** What all trainings together took; nothing where that was not recorded. */
final class ComputeNote {
  private static final double SECONDS_OF_AN_HOUR = 3600;
  private static final double BYTES_OF_A_GIGABYTE = 1e9;

  private ComputeNote() {}

  static List<Note> of(Report report) {
    double cpuHours = 0;
    double gpuHours = 0;
    long peak = 0;
    for (Row row : report.trainedRows()) {
      for (ModelFacts run : row.runs()) {
        Compute compute = run.compute();
        if (compute != null) {
          cpuHours += compute.cpuSeconds() / SECONDS_OF_AN_HOUR;
          gpuHours += run.deviceClass().equals("cpu") ? 0 : compute.seconds() / SECONDS_OF_AN_HOUR;
          peak = Math.max(peak, compute.peakMemoryBytes());
        }
      }
    }
    return peak == 0
        ? List.of()
        : Note.one(
            "Compute",
            "Training took %s CPU-hours%s; the largest process used %s GB of memory."
                .formatted(
                    Figures.shown(cpuHours),
                    gpuHours > 0 ? " and " + Figures.shown(gpuHours) + " GPU-hours" : "",
                    Figures.shown(peak / BYTES_OF_A_GIGABYTE)));
  }
}
