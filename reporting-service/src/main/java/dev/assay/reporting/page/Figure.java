// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.plot.Plot;
import java.util.List;
import java.util.Set;

/**
 * A figure that the browser draws when it comes into sight.
 *
 * @param caption also what is read out in its place
 * @param src address of what it shows
 * @param broad whether it needs the width of the page
 */
public record Figure(String caption, String src, boolean broad) {
  private static final int BROAD = 300;

  /** Of one cell each; a study with many cells has them on the pages of the cells. */
  private static final Set<String> OF_CELLS = Set.of("confusion", "calibration", "learning");

  /**
   * What a browser draws.
   *
   * @param kind function of {@code figures.js}
   * @param data of the function
   * @param height in points of print
   * @param table the same numbers as rows of text, the header first
   */
  record Drawing(String kind, Object data, int height, List<List<String>> table) {
    static Drawing of(Plot plot) {
      Plot.Content content = plot.content().get();
      return new Drawing(plot.kind().function(), content.data(), plot.height(), content.table());
    }
  }

  private static Figure of(Plot plot, String base) {
    return new Figure(plot.caption(), base + "/figures/" + plot.name(), plot.width() > BROAD);
  }

  static List<Figure> all(List<Plot> plots, String base) {
    return plots.stream().map(plot -> of(plot, base)).toList();
  }

  /** Those that compare cells. */
  static List<Figure> comparing(List<Plot> plots, String base) {
    return plots.stream().filter(plot -> !isOfCell(plot)).map(plot -> of(plot, base)).toList();
  }

  private static boolean isOfCell(Plot plot) {
    return OF_CELLS.stream().anyMatch(kind -> plot.name().startsWith(kind + "-"));
  }
}
