// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import static dev.assay.reporting.plot.PgfFigure.braced;
import static dev.assay.reporting.plot.PgfFigure.line;
import static dev.assay.reporting.plot.PgfFigure.number;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Points with intervals, in pgfplots. */
final class PgfForest {
  private static final int ROW = 13;
  private static final int LEAST = 90;

  /** Width of a letter. */
  private static final double LETTER = 3.6;

  private PgfForest() {}

  static void write(Plot plot, ForestPlots.Data data, StringBuilder out) {
    int rows = data.rows().size();
    int label = data.rows().stream().mapToInt(row -> row.label().length()).max().orElse(0);
    int text = data.rows().stream().mapToInt(row -> row.text().length()).max().orElse(0);
    long width = Math.max(LEAST, Math.round(plot.width() - LETTER * (label + text)));
    line(out, "\\begin{axis}[");
    line(out, "  scale only axis, width=%dpt, height=%dpt, clip=false,", width, ROW * rows);
    line(out, "  xmin=%s, xmax=%s,", number(data.min()), number(data.max()));
    line(out, "  ymin=-0.5, ymax=%s, y dir=reverse,", number(rows - 0.5));
    line(out, "  xlabel=%s, axis x line*=bottom, axis y line=none,", braced(data.x()));
    line(out, "  tick align=outside, scaled ticks=false, max space between ticks=40pt,");
    line(
        out,
        "  tick label style={/pgf/number format/fixed, /pgf/number format/fixed zerofill,"
            + " /pgf/number format/precision=2}]");
    Double reference = data.reference();
    if (reference != null) {
      line(
          out,
          "\\draw[dashed, gray] (axis cs:%s,-0.5) -- (axis cs:%s,%s);",
          number(reference),
          number(reference),
          number(rows - 0.5));
    }
    for (int i = 0; i < rows; i++) {
      ForestPlots.Line row = data.rows().get(i);
      if (row.low() != null && row.high() != null) {
        line(
            out,
            "\\draw[line width=1pt, |-|] (axis cs:%s,%d) -- (axis cs:%s,%d);",
            number(row.low()),
            i,
            number(row.high()),
            i);
      }
      line(
          out,
          "\\node[anchor=east] at (axis description cs:-0.02,%s) %s;",
          number(1 - (i + 0.5) / rows),
          braced(row.label()));
      line(
          out,
          "\\node[anchor=west] at (axis description cs:1.02,%s) {%s};",
          number(1 - (i + 0.5) / rows),
          PgfFigure.numbers(row.text()));
    }
    marks(data, false, out);
    marks(data, true, out);
    line(out, "\\end{axis}");
  }

  private static void marks(ForestPlots.Data data, boolean open, StringBuilder out) {
    String points =
        IntStream.range(0, data.rows().size())
            .filter(i -> data.rows().get(i).open() == open)
            .mapToObj(i -> number(data.rows().get(i).point()) + " " + i + "\n")
            .collect(Collectors.joining());
    if (!points.isEmpty()) {
      line(
          out,
          "\\addplot[only marks, mark=square*, mark size=2pt, assay0, mark options={fill=%s}] table"
              + " {\n"
              + "%s};",
          open ? "white" : "assay0",
          points);
    }
  }
}
