// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import static dev.assay.reporting.plot.PgfFigure.braced;
import static dev.assay.reporting.plot.PgfFigure.line;
import static dev.assay.reporting.plot.PgfFigure.number;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Counted images: by confidence, and by true and predicted class. */
final class PgfCounts {
  private static final int CELL = 34;
  private static final double DARK = 0.5;

  private PgfCounts() {}

  /** The diagram above, the number of images below. */
  static void write(Plot plot, CountPlots.Reliability data, StringBuilder out) {
    line(
        out,
        "\\begin{axis}[name=above, scale only axis, width=%dpt, height=120pt,",
        plot.width() - 50);
    line(out, "  xmin=0, xmax=1, ymin=0, ymax=1, xticklabels={}, ylabel={Accuracy},");
    line(out, "  tick align=outside, tick pos=left]");
    line(out, "\\addplot[dotted, gray] coordinates {(0,0) (1,1)};");
    line(out, "\\addplot[assay0, line width=1pt, mark=*, mark size=1.8pt] table {");
    data.bins()
        .forEach(bin -> line(out, "%s %s", number(bin.confidence()), number(bin.accuracy())));
    line(out, "};");
    line(out, "\\end{axis}");
    line(out, "\\begin{axis}[at={(above.south west)}, anchor=north west, yshift=-8pt,");
    line(out, "  scale only axis, width=%dpt, height=50pt,", plot.width() - 50);
    line(out, "  xmin=0, xmax=1, ymin=0, ymax=%s,", number(data.most() * 1.25));
    line(out, "  xlabel={Confidence (largest probability)}, ylabel={Images},");
    line(
        out, "  tick align=outside, tick pos=left, scaled ticks=false, ytick={0,%d},", data.most());
    line(out, "  tick label style={/pgf/number format/fixed, /pgf/number format/1000 sep={}}]");
    for (CountPlots.Bin bin : data.bins()) {
      line(
          out,
          "\\filldraw[fill=assay0!55, draw=black] (axis cs:%s,0) rectangle (axis cs:%s,%d);",
          number(bin.lower()),
          number(bin.upper()),
          bin.images());
      line(
          out,
          "\\n"
              + "ode[anchor=south, inner sep=1pt, font=\\fontsize{5}{6}\\selectfont] at (axis"
              + " cs:%s,%d) {%s};",
          number((bin.lower() + bin.upper()) / 2),
          bin.images(),
          bin.count());
    }
    line(out, "\\end{axis}");
  }

  /** Rows are the true classes. */
  static void write(CountPlots.Matrix data, StringBuilder out) {
    int classes = data.classes().size();
    line(out, "\\begin{scope}[x=%dpt, y=-%dpt]", CELL, CELL);
    for (CountPlots.MatrixCell cell : data.cells()) {
      line(
          out,
          "\\filldraw[fill=assayhigh!%s!white, draw=gray] (%d,%d) rectangle (%d,%d);",
          new BigDecimal(cell.rate()).movePointRight(2).setScale(2, RoundingMode.HALF_EVEN),
          cell.column(),
          cell.row(),
          cell.column() + 1,
          cell.row() + 1);
      line(
          out,
          "\\node[align=center, text=%s] at (%s,%s) {%s};",
          cell.rate() > DARK ? "white" : "black",
          number(cell.column() + 0.5),
          number(cell.row() + 0.5),
          cell.text().replace("%", "\\%").replace("\n", "\\\\"));
    }
    for (int i = 0; i < classes; i++) {
      String name = braced(data.classes().get(i));
      line(out, "\\node[anchor=east] (true%d) at (0,%s) %s;", i, number(i + 0.5), name);
      line(
          out,
          "\\node[%s] (predicted%d) at (%s,%d) %s;",
          data.slanted() ? "anchor=north east, rotate=40" : "anchor=north",
          i,
          number(i + 0.5),
          classes,
          name);
    }
    String middle = number(classes / 2.0);
    line(out, "\\coordinate (middle) at (%s,%s);", middle, middle);
    line(out, "\\end{scope}");
    axis("anchor=north", "south -| middle", "Predicted", out);
    axis("anchor=south, rotate=90", "west |- middle", "True", out);
  }

  /** Beside all labels, along the middle of the matrix. */
  private static void axis(String style, String place, String name, StringBuilder out) {
    line(out, "\\path (current bounding box.%s) node[%s] {%s};", place, style, name);
  }
}
