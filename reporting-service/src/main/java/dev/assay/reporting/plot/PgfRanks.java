// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import static dev.assay.reporting.plot.PgfFigure.line;
import static dev.assay.reporting.plot.PgfFigure.number;

import dev.assay.latex.LatexText;
import java.util.List;

/** The critical-difference diagram, in TikZ: its lines have no axes that pgfplots knows. */
final class PgfRanks {
  /** From the best to the worst rank. */
  private static final double SCALE = 150;

  private static final double STEP = 11;
  private static final double GROUP = 6;

  private PgfRanks() {}

  static void write(Plot plot, RankPlot.Data data, StringBuilder out) {
    double unit = data.most() < 2 ? SCALE : Math.min(SCALE, plot.width() / 2.0) / (data.most() - 1);
    line(out, "\\begin{scope}[x=%spt, y=1pt]", number(unit));
    line(out, "\\draw (1,0) -- (%d,0);", data.most());
    for (int rank = 1; rank <= data.most(); rank++) {
      line(out, "\\draw (%d,0) -- (%d,3) node[anchor=south] {%d};", rank, rank, rank);
    }
    line(
        out,
        "\\node[anchor=south] at (%s,12) {Mean rank (1 is best)};",
        number((1 + data.most()) / 2.0));
    double end = Math.min(1 + data.distance(), data.most());
    line(
        out,
        "\\draw[assay0, line width=2.5pt] (1,30) -- (%s,30) node[anchor=west, black] {%s};",
        number(end),
        LatexText.of(data.distanceText()));
    for (int i = 0; i < data.groups().size(); i++) {
      List<Double> group = data.groups().get(i);
      double y = -GROUP * (i + 1);
      line(
          out,
          "\\draw[assay0, line width=2.5pt] ([xshift=-2pt]%s,%s) -- ([xshift=2pt]%s,%s);",
          number(group.get(0)),
          number(y),
          number(group.get(1)),
          number(y));
    }
    int half = Math.ceilDiv(data.cells().size(), 2);
    for (int i = 0; i < data.cells().size(); i++) {
      RankPlot.Ranked cell = data.cells().get(i);
      boolean left = i < half;
      int place = left ? i : data.cells().size() - 1 - i;
      double y = -GROUP * data.groups().size() - STEP * (place + 1);
      line(
          out,
          "\\draw (%s,0) |- ([xshift=%dpt]%d,%s) node[anchor=%s] {%s\\enspace %s};",
          number(cell.rank()),
          left ? -5 : 5,
          left ? 1 : data.most(),
          number(y),
          left ? "east" : "west",
          LatexText.of(cell.name()),
          cell.text());
    }
    line(out, "\\end{scope}");
  }
}
