// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.latex.LatexText;
import dev.assay.reporting.render.text.Figures;
import java.util.List;

/**
 * A figure for LaTeX: TikZ and pgfplots with the numbers in it, from the same data that the other
 * forms are drawn from. The file compiles as it is and can be put into a paper.
 */
public final class PgfFigure {
  /** Of Okabe and Ito, as in figures.js. */
  private static final List<String> PALETTE =
      List.of("0072B2", "D55E00", "009E73", "CC79A7", "000000", "E69F00", "56B4E9");

  private static final List<String> DASHES =
      List.of(
          "solid",
          "dashed",
          "dash pattern=on 6pt off 2pt on 1pt off 2pt",
          "dotted",
          "dash pattern=on 9pt off 3pt",
          "dash pattern=on 3pt off 3pt on 1pt off 3pt on 1pt off 3pt",
          "dash pattern=on 12pt off 3pt");

  private PgfFigure() {}

  /** The whole file. */
  public static String of(Plot plot) {
    StringBuilder out = new StringBuilder();
    line(
        out,
        "%% Assay: figure %s. Made from stored results; do not edit, make it again.",
        plot.name());
    line(out, "%% %s", LatexText.comment(plot.caption()));
    line(out, "%% Compile this file as it is, or \\input it after \\usepackage{pgfplots}.");
    out.append(
        """
        \\let\\assaybegin\\relax
        \\let\\assayend\\relax
        \\expandafter\\ifx\\csname @nodocument\\endcsname\\relax\\else
          \\documentclass{article}
          \\usepackage[utf8]{inputenc}
          \\usepackage[T1]{fontenc}
          \\usepackage[a4paper,margin=15mm]{geometry}
          \\usepackage{pgfplots}
          \\pagestyle{empty}
          \\def\\assaybegin{\\begin{document}\\noindent}
          \\def\\assayend{\\end{document}}
        \\fi
        \\assaybegin
        \\begingroup
        \\pgfplotsset{compat=1.12}%
        """);
    for (int i = 0; i < PALETTE.size(); i++) {
      line(out, "\\definecolor{assay%d}{HTML}{%s}%%", i, PALETTE.get(i));
    }
    line(out, "\\definecolor{assayhigh}{HTML}{08306B}%%");
    line(out, "\\begin{tikzpicture}[font=\\fontsize{7}{8.5}\\selectfont,line width=0.5pt]");
    body(plot, out);
    line(out, "\\end{tikzpicture}%%");
    line(out, "\\endgroup");
    line(out, "\\assayend");
    return out.toString();
  }

  private static void body(Plot plot, StringBuilder out) {
    switch (plot.content().get().data()) {
      case Lines.Data lines -> PgfLines.write(plot, lines, out);
      case ForestPlots.Data forest -> PgfForest.write(plot, forest, out);
      case CountPlots.Reliability reliability -> PgfCounts.write(plot, reliability, out);
      case CountPlots.Matrix matrix -> PgfCounts.write(matrix, out);
      case RankPlot.Data ranks -> PgfRanks.write(plot, ranks, out);
      case Object other ->
          throw new IllegalArgumentException("no form for LaTeX of " + other.getClass());
    }
  }

  static void line(StringBuilder out, String format, Object... values) {
    out.append(values.length == 0 ? format.replace("%%", "%") : format.formatted(values));
    out.append('\n');
  }

  /** The number as it is stored. */
  static String number(double value) {
    return Figures.exact(value);
  }

  /** Text with a proper minus. */
  static String numbers(String text) {
    return LatexText.of(text.replace('\u2212', '-')).replace("-", "$-$");
  }

  /** Text within braces, so that commas and brackets in it separate nothing. */
  static String braced(String text) {
    return "{" + LatexText.of(text) + "}";
  }

  static String colour(int index) {
    return "assay" + index % PALETTE.size();
  }

  static String dash(int index) {
    return DASHES.get(index % DASHES.size());
  }
}
