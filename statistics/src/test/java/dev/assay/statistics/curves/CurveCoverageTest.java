// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.curves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.statistics.curves.CurveCoverage.Shares;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Computes the table of docs/coverage-curves.md, and writes it with {@code -Dtables.write=true}.
 * The short test holds chosen rows of it.
 */
class CurveCoverageTest {
  private static final int SETS = 200;
  private static final int DRAWS = 1000;

  /** Of 80 sets, 92 % less three standard errors; the sets are fixed, so that the outcome is. */
  private static final double LIMIT = 0.92 - 3 * 0.0303;

  @Test
  void chosenBandsCoverTheWholeCurve() {
    for (CurveCoverage design :
        List.of(
            new CurveCoverage(100, 0.1, 1, 0.97, 1),
            new CurveCoverage(60, 0.3, 3, 0.75, 1),
            new CurveCoverage(100, 0.3, 1, 0.97, 3))) {
      Shares found = design.of(80, 400);
      assertThat(found.netBenefit()).as("net benefit of %s", design).isGreaterThan(LIMIT);
      assertThat(found.overTreatingAll()).as("over all of %s", design).isGreaterThan(LIMIT);
      assertThat(found.calibration()).as("calibration of %s", design).isGreaterThan(LIMIT);
      assertThat(found.positiveValue()).as("PPV of %s", design).isGreaterThan(LIMIT);
      assertThat(found.negativeValue()).as("NPV of %s", design).isGreaterThan(LIMIT);
    }
  }

  @Test
  @Tag("long")
  void documentIsWhatTheSimulationSays() throws IOException {
    Path document = Path.of("..", "docs", "coverage-curves.md");
    String computed = document();

    if (Boolean.getBoolean("tables.write")) {
      Files.writeString(document, computed);
    }
    assertThat(Files.readString(document)).isEqualTo(computed);
  }

  private static String document() {
    List<String> lines = new ArrayList<>();
    lines.add(
        """
        # How often bands cover a whole curve

        The share of simulated test sets in %% in which the whole true curve is within the whole 95 %% band: net benefit and net
        benefit over treating all at thresholds of .02 to .60, calibration over all probabilities, predictive values at prevalences
        of .01 to .99. What the bands are: [ADR 0096](adr/0096-curves-with-bands.md). %d sets a row, %d draws each: one standard
        error is 1.5 points at 95 %%. *none*: sets without a band of the curve that has fewest, mostly predictive values of decisions that
        no image has; they are not in the coverage. Computed by

            ./assay test --tables --write

        | images | prevalence | a patient | AUROC | net benefit | over treating all | calibration | PPV | NPV | none |
        |---|---|---|---|---|---|---|---|---|---|\
        """
            .formatted(SETS, DRAWS));
    List<CurveCoverage> designs = new ArrayList<>();
    double[][] sets = {
      {60, 0.3, 1},
      {100, 0.1, 1},
      {300, 0.03, 1},
      {300, 0.3, 1},
      {60, 0.3, 3},
      {300, 0.1, 5},
      {300, 0.3, 5},
      {1000, 0.06, 1}
    };
    for (double[] of : sets) {
      for (double area : new double[] {0.75, 0.97}) {
        designs.add(new CurveCoverage((int) of[0], of[1], (int) of[2], area, 1));
      }
    }
    for (CurveCoverage design : designs) {
      Shares found = design.of(SETS, DRAWS);
      lines.add(
          "| %d | %s | %d | %s | %s | %s | %s | %s | %s | %s |"
              .formatted(
                  design.images(),
                  two(design.prevalence()),
                  design.size(),
                  two(design.area()),
                  percent(found.netBenefit()),
                  percent(found.overTreatingAll()),
                  percent(found.calibration()),
                  percent(found.positiveValue()),
                  percent(found.negativeValue()),
                  percent(found.none())));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
