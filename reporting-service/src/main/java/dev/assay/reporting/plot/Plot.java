// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.CsvLine;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A figure that is not drawn yet.
 *
 * @param name of its files, without an extension
 * @param kind which function of {@code figures.js} draws it
 * @param caption one or two sentences; also what is read out instead of the figure
 * @param width in points
 * @param height in points
 * @param content made when it is needed, since it may need every prediction
 */
public record Plot(
    String name, Kind kind, String caption, int width, int height, Supplier<Content> content) {

  /** A function of {@code figures.js}. */
  public enum Kind {
    FOREST,
    LINES,
    RELIABILITY,
    MATRIX,
    RANKS;

    public String function() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a figure shows.
   *
   * @param data of the function, for JSON
   * @param table the same numbers as rows of text, the header first
   */
  public record Content(Object data, List<List<String>> table) {
    /** The numbers as CSV. */
    public String csv() {
      return table.stream().map(CsvLine::of).collect(Collectors.joining());
    }
  }
}
