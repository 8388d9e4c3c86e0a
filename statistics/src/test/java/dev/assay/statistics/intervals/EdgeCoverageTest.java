// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.statistics.intervals.EdgeTables.Table;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The chosen cells of docs/coverage-edges.md, among them those that the earlier methods cover
 * least, and the document itself; {@code -Dtables.write=true} writes it. The sets are fixed, so
 * that the outcome is.
 */
class EdgeCoverageTest {
  /** With 400 sets, a standard error of a coverage of 92 % is 1.36 points. */
  private static final double LIMIT = 0.92 - 0.0136;

  @Test
  void intervalsCoverAtTheEdgesAndTheDocumentSaysHowOften() throws IOException {
    Path document = Path.of("..", "docs", "coverage-edges.md");
    StringBuilder text = new StringBuilder(EdgeTables.introduction());
    for (Table table : EdgeTables.chosen()) {
      text.append("### ").append(table.title()).append("\n\n").append(table.head());
      for (EdgeCell cell : table.cells()) {
        Map<Metric, EdgeCoverage> found = table.coverage(cell, EdgeTables.CHOSEN_SETS);
        text.append(table.row(cell, found));
        found.forEach(
            (metric, coverage) -> {
              if (coverage.given() >= EdgeTables.CHOSEN_SETS / 4) {
                assertThat(coverage.share())
                    .as("%s of %s, %d sets", metric.key(), cell, coverage.given())
                    .isGreaterThanOrEqualTo(LIMIT);
              }
            });
        assertThat(found.get(Metric.ACCURACY).none()).as("accuracy always has one").isZero();
      }
      text.append('\n');
    }
    String chosen = text.toString().stripTrailing() + '\n';

    String before = Files.exists(document) ? Files.readString(document) : "";
    int grid = before.indexOf(EdgeTables.GRID);
    String after = grid < 0 ? "" : before.substring(grid);
    if (Boolean.getBoolean("tables.write")) {
      Files.writeString(document, chosen + after);
    }
    assertThat(Files.readString(document)).isEqualTo(chosen + after);
  }

  /** So the gate can fail: percentiles in one of its cells. */
  @Test
  void percentilesFailThisGate() {
    EdgeCoverage balanced =
        EdgeCoverage.of(
                new EdgeCell.Binary(300, 0.03, 1, 0.97, true, 0.5),
                List.of(Metric.BALANCED_ACCURACY),
                ResamplingPlan.Method.PERCENTILE,
                EdgeTables.CHOSEN_SETS,
                EdgeTables.DRAWS)
            .get(Metric.BALANCED_ACCURACY);

    assertThat(balanced.share()).isLessThan(0.9);
  }
}
