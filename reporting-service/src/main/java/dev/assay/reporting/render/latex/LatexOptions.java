// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the tables are set. What they say is the same whatever is chosen.
 *
 * @param width of the place that the tables go to
 * @param interval where an interval stands
 * @param spread how the standard deviation over seeds is shown
 * @param datasets how several data sets are arranged
 * @param numbers how the columns of numbers are aligned
 */
public record LatexOptions(
    Width width, Interval interval, Spread spread, Datasets datasets, Numbers numbers) {

  /** What tables have without any option. */
  public static final LatexOptions USUAL =
      new LatexOptions(
          Width.TWO_COLUMNS, Interval.BELOW, Spread.PLUS_MINUS, Datasets.STACKED, Numbers.PLAIN);

  /** The width of the text of a page, or of one of two columns. */
  public enum Width {
    TWO_COLUMNS,
    ONE_COLUMN
  }

  /** Relative to the number that it belongs to. */
  public enum Interval {
    BELOW,
    BESIDE
  }

  /** Behind the number after a plus-minus sign, in a column of its own, or left out. */
  public enum Spread {
    PLUS_MINUS,
    COLUMN,
    NONE
  }

  /** One below the other, or side by side as groups of columns. */
  public enum Datasets {
    STACKED,
    GROUPS
  }

  /** Centred text, or the columns of the package siunitx. */
  public enum Numbers {
    PLAIN,
    SIUNITX
  }

  /**
   * @param given {@code option=value} separated by commas, e.g. {@code width=one-column}; may be
   *     empty
   * @throws IllegalArgumentException naming the option and what is accepted
   */
  public static LatexOptions parse(String given) {
    LatexOptions o = USUAL;
    for (String part : given.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      String[] sides = part.strip().split("=", 2);
      String value = sides.length == 2 ? sides[1].strip() : "";
      o =
          switch (sides[0].strip()) {
            case "width" ->
                new LatexOptions(
                    choice(part, value, Width.values()),
                    o.interval,
                    o.spread,
                    o.datasets,
                    o.numbers);
            case "interval" ->
                new LatexOptions(
                    o.width,
                    choice(part, value, Interval.values()),
                    o.spread,
                    o.datasets,
                    o.numbers);
            case "spread" ->
                new LatexOptions(
                    o.width,
                    o.interval,
                    choice(part, value, Spread.values()),
                    o.datasets,
                    o.numbers);
            case "datasets" ->
                new LatexOptions(
                    o.width,
                    o.interval,
                    o.spread,
                    choice(part, value, Datasets.values()),
                    o.numbers);
            case "numbers" ->
                new LatexOptions(
                    o.width,
                    o.interval,
                    o.spread,
                    o.datasets,
                    choice(part, value, Numbers.values()));
            default ->
                throw new IllegalArgumentException(
                    "'%s' is no option of LaTeX tables; accepted: %s"
                        .formatted(part.strip(), accepted()));
          };
    }
    return o;
  }

  /** For messages and help texts. */
  public static String accepted() {
    return "width=two-columns|one-column, interval=below|beside, spread=plus-minus|column|none,"
        + " datasets=stacked|groups, numbers=plain|siunitx";
  }

  private static <E extends Enum<E>> E choice(String option, String value, E[] values) {
    return Arrays.stream(values)
        .filter(constant -> spelled(constant).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s': the value must be one of %s"
                        .formatted(
                            option.strip(),
                            Arrays.stream(values)
                                .map(LatexOptions::spelled)
                                .collect(Collectors.joining(", ")))));
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean isOneColumn() {
    return width == Width.ONE_COLUMN;
  }

  /** The environment of a float: over both columns of a page, or in one of them. */
  String environment() {
    return isOneColumn() ? "table" : "table*";
  }

  List<String> packages() {
    return numbers == Numbers.SIUNITX
        ? List.of("booktabs", "graphicx", "siunitx")
        : List.of("booktabs", "graphicx");
  }
}
