// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.reporting.plot.Plot.Content;
import dev.assay.reporting.plot.Plot.Kind;
import dev.assay.reporting.render.text.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Figures of lines with bands, whatever is on their axes. */
final class Lines {
  /** More lines of one figure cannot be told apart. */
  static final int MOST = 6;

  static final int SQUARE = 215;
  static final int LOW = 160;
  private static final int WIDTH = 250;
  private static final double LEGEND_LINE = 10.2;

  private Lines() {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Axis(String name, double min, @Nullable Double max, boolean whole) {}

  /**
   * @param points x, y and, where several seeds differ, the lowest and the highest y
   */
  record Curve(String name, boolean dots, List<List<Double>> points) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Data(
      String alt, Axis x, Axis y, boolean diagonal, @Nullable Double level, List<Curve> curves) {}

  static Plot plot(String name, String caption, int height, int lines, Supplier<Data> data) {
    return new Plot(
        name,
        Kind.LINES,
        caption,
        WIDTH,
        height + (int) Math.ceil(LEGEND_LINE * lines),
        () -> {
          Data made = data.get();
          return new Content(made, table(made));
        });
  }

  static List<Double> point(double x, double y, double[] of) {
    double low = Arrays.stream(of).min().orElse(y);
    double high = Arrays.stream(of).max().orElse(y);
    return of.length == 1 ? List.of(x, y) : List.of(x, y, low, high);
  }

  private static List<List<String>> table(Data data) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("curve", "x", "y", "lower", "upper"));
    for (Curve curve : data.curves()) {
      for (List<Double> point : curve.points()) {
        List<String> row = new ArrayList<>(List.of(curve.name()));
        point.forEach(value -> row.add(Figures.exact(value)));
        while (row.size() < 5) {
          row.add("");
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
