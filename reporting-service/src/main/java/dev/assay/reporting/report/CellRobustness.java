// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.report;

import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.RobustnessMetrics;
import dev.assay.reporting.report.Report.Section;
import java.util.List;
import java.util.Optional;

/**
 * One cell of a study that declares corruptions of its test images.
 *
 * @param cell the cell
 * @param file its metrics
 * @param found on the corruptions; empty if the model could not be given pixels
 */
public record CellRobustness(Cell cell, MetricsFile file, Optional<RobustnessMetrics> found) {
  /** All of a data set that have metrics, in the order of its rows; empty without corruptions. */
  public static List<CellRobustness> of(Section section) {
    return section.rows().stream()
        .flatMap(row -> row.metrics().stream().map(file -> of(row.cell(), file)))
        .filter(of -> of.file().plan().robustness() != null)
        .toList();
  }

  private static CellRobustness of(Cell cell, MetricsFile file) {
    return new CellRobustness(
        cell, file, Optional.ofNullable(file.cellDetails()).map(details -> details.robustness()));
  }

  /** Why there is nothing on corruptions. */
  public String reason() {
    ImportedModel model = cell.weights().model();
    return model != null && !model.isOnnx()
        ? "no pixels: not corrupted"
        : "not scored on corrupted images";
  }
}
