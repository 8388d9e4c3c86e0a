// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.legacy;

import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.latex.LatexText;
import dev.assay.reporting.render.legacy.LegacyRows.LegacyRow;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.Report;
import java.util.Objects;

/**
 * The LaTeX table of the original study's table script, byte for byte in its format: underscores in
 * names are not escaped, as there. Lines around it make an underscore print as itself within the
 * table, and the file a document where there is none yet; so it compiles, which the original's did
 * not. Cells without results follow as comments.
 */
public final class LegacyLatex {
  private static final String BEFORE =
      """
      % Compile this file as it is, or \\input it in a document.
      \\let\\assaybegin\\relax
      \\let\\assayend\\relax
      \\expandafter\\ifx\\csname @nodocument\\endcsname\\relax\\else
        \\documentclass{article}
        \\usepackage[T1]{fontenc}
        \\usepackage[a4paper,landscape,margin=15mm]{geometry}
        \\def\\assaybegin{\\begin{document}}
        \\def\\assayend{\\end{document}}
      \\fi
      \\assaybegin
      \\begingroup\\catcode`\\_=13\\relax\\let_\\textunderscore
      """;

  private static final String AFTER = "\\endgroup\n\\assayend\n";

  private LegacyLatex() {}

  public static String render(Report report) {
    return BEFORE + table(report) + AFTER;
  }

  /** What the original script wrote. */
  static String table(Report report) {
    StringBuilder out =
        new StringBuilder(
            """
            \\begin{table}[ht]
            \\centering
            \\begin{tabular}{|c|c|c|c|c|c|c|}
            \\hline
            Task & Model & Freeze & Accuracy & Precision & Recall & F1 Score \\\\\s
            \\hline
            """);
    for (LegacyRow row : LegacyRows.of(report)) {
      out.append(row.task()).append(" & ").append(row.model());
      out.append(row.frozen() ? " & Yes" : " & No");
      row.metrics().forEach(metric -> out.append(" & ").append(cell(metric)));
      out.append(" \\\\ \n\\hline\n");
    }
    out.append("\\end{tabular}\n\\caption{Performance Metrics}\n\\end{table}\n");
    LegacyRows.missing(report)
        .forEach(row -> out.append("% ").append(LatexText.comment(row)).append('\n'));
    return out.toString();
  }

  private static String cell(Metric m) {
    return "%s [%s, %s]"
        .formatted(
            Figures.legacyPercent(Objects.requireNonNull(m.point())),
            Figures.legacyPercent(Objects.requireNonNull(m.lower())),
            Figures.legacyPercent(Objects.requireNonNull(m.upper())));
  }
}
