// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.legacy;

import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.reporting.render.legacy.LegacyRows.LegacyRow;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.Report;
import java.util.List;
import java.util.Objects;

/**
 * The text file of the original study's evaluation script, fed with correct numbers: points are
 * those of the test images and intervals are bootstrapped once. Cells without results have no place
 * in the format and are left out.
 */
public final class LegacyText {
  private static final List<String> NAMES = List.of("Accuracy", "Precision", "Recall", "F1 Score");

  private LegacyText() {}

  public static String render(Report report) {
    StringBuilder out = new StringBuilder();
    for (LegacyRow row : LegacyRows.of(report)) {
      out.append("Task: %s; Model: %s\n".formatted(row.task(), row.modelFolder()));
      for (int i = 0; i < NAMES.size(); i++) {
        Metric m = row.metrics().get(i);
        out.append(
            "%s: %s (%s, %s)\n"
                .formatted(
                    NAMES.get(i),
                    Figures.legacy(Objects.requireNonNull(m.point())),
                    Figures.legacy(Objects.requireNonNull(m.lower())),
                    Figures.legacy(Objects.requireNonNull(m.upper()))));
      }
    }
    return out.toString();
  }
}
