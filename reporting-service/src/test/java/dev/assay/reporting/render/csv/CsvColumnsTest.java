// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reporting.render.SampleReports;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvColumnsTest {
  @Test
  void everyCsvRowOfAComparisonHasEveryColumn() {
    List<String> lines = ComparisonsCsv.render(SampleReports.compared()).lines().toList();

    // labels hold a comma, and are quoted
    assertThat(lines).hasSize(1 + 3);
    assertThat(lines)
        .allMatch(
            line ->
                line.replaceAll("\"[^\"]*\"", "quoted").split(",", -1).length
                    == ComparisonsCsv.Column.values().length);
  }

  @Test
  void everyCsvRowHasEveryColumn() {
    List<String> lines = CsvTable.render(SampleReports.finished()).lines().toList();

    assertThat(lines).hasSize(1 + 4 + 3 * (6 + 1));
    assertThat(lines)
        .allMatch(line -> line.split(",", -1).length == CsvTable.Column.values().length);
  }
}
