// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import static dev.assay.reporting.plot.PgfFigure.braced;
import static dev.assay.reporting.plot.PgfFigure.line;
import static dev.assay.reporting.plot.PgfFigure.number;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lines with bands, in pgfplots. */
final class PgfLines {
  private static final int MOST_TICKS = 8;

  /** Of a line of the legend, which lies above the axes. */
  private static final double LEGEND = 10.2;

  private PgfLines() {}

  static void write(Plot plot, Lines.Data data, StringBuilder out) {
    line(out, "\\begin{axis}[");
    line(
        out,
        "  width=%dpt, height=%dpt,",
        plot.width(),
        plot.height() - (int) (LEGEND * data.curves().size()));
    line(out, "  xlabel=%s, ylabel=%s,", braced(data.x().name()), braced(data.y().name()));
    line(out, "  %s,", range("x", data.x()));
    line(out, "  %s,", range("y", data.y()));
    line(out, "  tick align=outside, tick pos=left, scaled ticks=false,");
    line(out, "  tick label style={/pgf/number format/fixed, /pgf/number format/1000 sep={}},");
    line(
        out,
        "  legend style={at={(0,1.02)}, anchor=south west, draw=none, fill=none, inner sep=0pt},");
    line(out, "  legend cell align=left, legend columns=1]");
    if (data.diagonal()) {
      line(out, "\\addplot[dotted, gray, forget plot] coordinates {(0,0) (1,1)};");
    }
    Double level = data.level();
    if (level != null) {
      line(
          out,
          "\\addplot[dotted, gray, forget plot] coordinates {(%s,%s) (%s,%s)};",
          number(data.x().min()),
          number(level),
          number(last(data)),
          number(level));
    }
    for (int i = 0; i < data.curves().size(); i++) {
      curve(data.curves().get(i), i, out);
    }
    line(out, "\\end{axis}");
  }

  private static double last(Lines.Data data) {
    Double most = data.x().max();
    return most == null ? 1 : most;
  }

  private static String range(String axis, Lines.Axis of) {
    Double most = of.max();
    String range = axis + "min=" + number(of.min());
    if (most != null) {
      range += ", " + axis + "max=" + number(Math.max(most, of.min() + (of.whole() ? 1 : 0)));
    }
    if (of.whole() && most != null) {
      int first = (int) of.min();
      int step = Math.max(1, Math.ceilDiv((int) (most - of.min()), MOST_TICKS));
      String ticks =
          IntStream.iterate(first, tick -> tick <= most, tick -> tick + step)
              .mapToObj(String::valueOf)
              .collect(Collectors.joining(","));
      range += ", " + axis + "tick={" + ticks + "}";
    }
    return range;
  }

  private static void curve(Lines.Curve curve, int index, StringBuilder out) {
    String colour = PgfFigure.colour(index);
    List<List<Double>> wide = curve.points().stream().filter(point -> point.size() > 3).toList();
    if (wide.size() > 1) {
      List<String> around = new ArrayList<>();
      wide.forEach(point -> around.add(number(point.get(0)) + " " + number(point.get(3))));
      wide.reversed()
          .forEach(point -> around.add(number(point.get(0)) + " " + number(point.get(2))));
      line(out, "\\addplot[draw=none, fill=%s, fill opacity=0.18, forget plot] table {", colour);
      around.forEach(point -> line(out, "%s", point));
      line(out, "} -- cycle;");
    }
    line(
        out,
        "\\addplot[%s, %s, line width=1pt%s] table {",
        colour,
        PgfFigure.dash(index),
        curve.dots() ? ", mark=*, mark size=1.6pt, mark options={solid}" : ", no marks");
    curve.points().forEach(point -> line(out, "%s %s", number(point.get(0)), number(point.get(1))));
    line(out, "};");
    line(out, "\\addlegendentry%s", braced(curve.name()));
  }
}
