// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.statistics.intervals.EdgeTables.Table;
import dev.assay.statistics.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Computes the tables of the whole grid in docs/coverage-edges.md, and writes them with {@code
 * -Dtables.write=true}. The same numbers on every machine.
 */
@Tag("long")
class EdgeCoverageTableTest {
  /** A true coverage of 92 % is lower once in 700 cells. */
  private static final double LIMIT = 0.92 - 3 * 0.0086;

  @Test
  void documentIsWhatTheSimulationSays() throws IOException {
    Path document = Path.of("..", "docs", "coverage-edges.md");
    String before = Files.readString(document);
    boolean write = Boolean.getBoolean("tables.write");
    assumeTrue(
        write || before.contains(EdgeTables.GRID),
        "docs/coverage-edges.md has no tables of the whole grid: ./assay test --tables --write");

    StringBuilder text = new StringBuilder(EdgeTables.GRID).append(EdgeTables.aboutGrid());
    for (Table table : EdgeTables.grid()) {
      text.append("### ").append(table.title()).append("\n\n").append(table.head());
      for (EdgeCell cell : table.cells()) {
        Map<Metric, EdgeCoverage> found = table.coverage(cell, EdgeTables.SETS);
        text.append(table.row(cell, found));
        found.forEach(
            (metric, coverage) -> {
              if (coverage.given() >= EdgeTables.SETS / 10) {
                assertThat(coverage.share())
                    .as("%s of %s", metric.key(), cell)
                    .isGreaterThanOrEqualTo(LIMIT);
              }
            });
      }
      text.append('\n');
    }

    int grid = before.indexOf(EdgeTables.GRID);
    String chosen = grid < 0 ? before : before.substring(0, grid);
    if (write) {
      Files.writeString(document, chosen + text.toString().stripTrailing() + '\n');
    }
    assertThat(Files.readString(document))
        .isEqualTo(chosen + text.toString().stripTrailing() + '\n');
  }
}
