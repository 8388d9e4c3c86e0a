// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.statistics.intervals.Coverage.Method;
import dev.assay.statistics.intervals.Coverage.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Computes the table in docs/coverage.md, and writes it with {@code -Dtables.write=true}. The same
 * numbers on every machine.
 */
@Tag("long")
class CoverageTableTest {
  private static final int SETS = 2000;
  private static final int RESAMPLES = 1000;

  @Test
  void documentIsWhatTheSimulationSays() throws IOException {
    Path document = Path.of("..", "docs", "coverage.md");
    String computed = document();

    if (Boolean.getBoolean("tables.write")) {
      Files.writeString(document, computed);
    }
    assertThat(Files.readString(document)).isEqualTo(computed);
  }

  private static List<Simulation> cells() {
    List<Simulation> cells = new ArrayList<>();
    for (int images : new int[] {50, 200, 624}) {
      for (double accuracy : new double[] {0.80, 0.86, 0.92, 0.97}) {
        cells.add(Simulation.accuracy(accuracy, images, images, 0));
      }
    }
    for (int images : new int[] {50, 200}) {
      for (double accuracy : new double[] {0.85, 0.90}) {
        cells.add(Simulation.weightedF1(accuracy, images));
      }
      for (double area : new double[] {0.75, 0.85, 0.95, 0.98}) {
        cells.add(Simulation.auroc(area, images, 0.5, images, 0));
        cells.add(Simulation.auroc(area, images, 0.15, images, 0));
      }
    }
    for (int groups : new int[] {10, 20, 40, 100}) {
      cells.add(Simulation.accuracy(0.85, 5 * groups, groups, 0.3));
      cells.add(Simulation.auroc(0.85, 5 * groups, 0.5, groups, 0.3));
    }
    return cells;
  }

  private static List<Method> methods(Simulation cell) {
    List<Method> methods = new ArrayList<>(List.of(Method.PERCENTILE));
    if (cell.groups() < cell.images()) {
      methods.add(Method.PERCENTILE_OF_IMAGES);
    }
    methods.addAll(List.of(Method.BCA, Method.LOGIT_T));
    if (cell.metric().shareOfImages()) {
      methods.add(Method.WILSON);
    }
    methods.add(Method.CHOSEN);
    return methods;
  }

  static String document() {
    StringBuilder text =
        new StringBuilder(
            """
            # How often 95 %% intervals cover the true value

            %d simulated test sets a row, %d resamples each: one standard error is 0.5 points at 95 %%.
            Accuracy: every image is decided rightly with the same probability; in groups, each group has its own (beta),
            intra-group correlation 0.3. Weighted F1: four classes of .4, .3, .2, .1. AUROC: normal scores, in groups a share of
            0.3 of the variance is the group's. *none*: share of the sets for which a method has no interval (one class only, all
            right); they are not in the coverage. "What Assay prints" is the choice of `Intervals` for the method `percentile`, by its stated rules;
            the default method `per-metric` is in [coverage-edges.md](coverage-edges.md).

            Computed by

                ./assay test --tables --write

            | metric | truth | images | prevalence | groups | method | covered %% | none %% |
            |---|---|---|---|---|---|---|---|
            """
                .formatted(SETS, RESAMPLES));
    for (Simulation cell : cells()) {
      Map<Method, Result> results = Coverage.of(cell, SETS, RESAMPLES, methods(cell));
      results.forEach((method, result) -> text.append(row(cell, method, result)));
    }
    return text.toString();
  }

  private static String row(Simulation cell, Method method, Result result) {
    return String.format(
        Locale.ROOT,
        "| %s | %.3f | %d | %.2f | %s | %s | %.1f | %.1f |\n",
        cell.metric().key(),
        cell.truth(),
        cell.images(),
        cell.prevalence(),
        cell.groups() == cell.images() ? "independent" : Integer.toString(cell.groups()),
        method.label(),
        100 * result.covered(),
        100 * (1 - result.given()));
  }
}
