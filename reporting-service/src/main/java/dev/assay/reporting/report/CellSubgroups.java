// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.report;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.SubgroupMetrics;
import dev.assay.reporting.report.Report.Section;
import java.util.List;
import java.util.Optional;

/**
 * One cell in subgroups of the test images by one attribute.
 *
 * @param cell the cell
 * @param file its metrics
 * @param metrics those of its subgroups by one attribute
 */
public record CellSubgroups(Cell cell, MetricsFile file, SubgroupMetrics metrics) {
  /** All of a data set, in the order of its rows; empty if the study asks for no subgroups. */
  public static List<CellSubgroups> of(Section section) {
    return section.rows().stream()
        .flatMap(
            row ->
                row.metrics().stream()
                    .flatMap(
                        file ->
                            in(file).stream()
                                .map(found -> new CellSubgroups(row.cell(), file, found))))
        .toList();
  }

  private static List<SubgroupMetrics> in(MetricsFile file) {
    return Optional.ofNullable(file.cellDetails())
        .flatMap(details -> Optional.ofNullable(details.subgroups()))
        .orElse(List.of());
  }

  public String attribute() {
    return metrics.attribute();
  }
}
