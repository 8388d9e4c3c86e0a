// SPDX-License-Identifier: Apache-2.0
package dev.assay.terminal;

import dev.assay.contracts.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table of text: columns that line up, headings over a rule, two spaces between columns. Where it
 * is wider than the terminal, words are wrapped within their columns, the widest column first.
 */
public final class TextTable {
  private static final String GAP = "  ";

  /** A column is not made narrower than this as long as another one is wider. */
  private static final int LEAST = 6;

  private final List<Column> columns;
  private final List<Line> lines = new ArrayList<>();

  private sealed interface Line {}

  private record Row(List<Cell> cells) implements Line {}

  private record Across(String text) implements Line {}

  /**
   * A column.
   *
   * @param figures whether it holds numbers, which stand at its right side and are not broken
   */
  public record Column(String heading, boolean figures) {
    public static Column words(String heading) {
      return new Column(heading, false);
    }

    public static Column figures(String heading) {
      return new Column(heading, true);
    }
  }

  /**
   * A text with the lines that it has in any width.
   *
   * @param lines the first is bold if this is
   */
  public record Cell(List<String> lines, boolean bold) {
    public Cell {
      lines = lines.stream().map(Printable::onOneLine).toList();
    }

    public static Cell of(String text) {
      return new Cell(List.of(text), false);
    }

    int width() {
      return lines.stream().mapToInt(TextWidth::of).max().orElse(0);
    }
  }

  public TextTable(List<Column> columns) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a table has columns");
    }
    this.columns = List.copyOf(columns);
  }

  /** A table of words, whose columns are these. */
  public static TextTable ofWords(String... headings) {
    return new TextTable(Arrays.stream(headings).map(Column::words).toList());
  }

  public TextTable row(List<Cell> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row has " + columns.size() + " cells, not " + cells.size());
    }
    lines.add(new Row(List.copyOf(cells)));
    return this;
  }

  /** A text over the whole width of the screen, indented as it begins; it makes no column wider. */
  public TextTable across(String text) {
    lines.add(new Across(text));
    return this;
  }

  public TextTable row(String... cells) {
    return row(Arrays.stream(cells).map(Cell::of).toList());
  }

  public boolean isEmpty() {
    return lines.isEmpty();
  }

  /** In columns of the terminal, before anything but headings is wrapped. */
  public int width() {
    return total(natural());
  }

  /** No line is wider than the screen, unless there are more columns than fit at all. */
  public List<String> lines(Screen screen) {
    int[] widths = natural();
    shrink(widths, screen.columns());
    List<String> drawn = new ArrayList<>();
    if (columns.stream().anyMatch(column -> !column.heading().isEmpty())) {
      drawn.addAll(headings(widths, screen));
      drawn.add(screen.rule(total(widths)));
    }
    for (Line line : lines) {
      switch (line) {
        case Row row -> drawn.addAll(row(row.cells(), widths, screen));
        case Across(String text) -> {
          String words = text.stripLeading();
          String indent = " ".repeat(text.length() - words.length());
          drawn.addAll(TextWidth.hanging(indent, words, screen.columns()));
        }
      }
    }
    return drawn;
  }

  private static int total(int[] widths) {
    return Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
  }

  /** A heading may take several lines, one for each word. */
  private int[] natural() {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      int words =
          Stream.of(columns.get(i).heading().split(" ")).mapToInt(TextWidth::of).max().orElse(0);
      widths[i] =
          Math.max(
              words,
              lines.stream()
                  .mapToInt(line -> line instanceof Row row ? row.cells().get(column).width() : 0)
                  .max()
                  .orElse(0));
    }
    return widths;
  }

  private void shrink(int[] widths, int most) {
    while (total(widths) > most) {
      int widest = widest(widths, false);
      if (widest < 0 || widths[widest] <= LEAST) {
        widest = widest(widths, true);
      }
      if (widths[widest] <= 2) {
        return;
      }
      widths[widest]--;
    }
  }

  private int widest(int[] widths, boolean figuresToo) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      boolean may = figuresToo || !columns.get(i).figures();
      if (may && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  /** The last line of each heading stands next to the rule. */
  private List<String> headings(int[] widths, Screen screen) {
    List<List<String>> wrapped = new ArrayList<>();
    int height = 0;
    for (int i = 0; i < widths.length; i++) {
      wrapped.add(TextWidth.wrap(columns.get(i).heading(), widths[i]));
      height = Math.max(height, wrapped.get(i).size());
    }
    List<List<String>> cells = new ArrayList<>();
    for (List<String> heading : wrapped) {
      List<String> lines = new ArrayList<>(Collections.nCopies(height - heading.size(), ""));
      lines.addAll(heading);
      cells.add(lines);
    }
    return join(cells, Collections.nCopies(widths.length, false), widths, screen);
  }

  private List<String> row(List<Cell> row, int[] widths, Screen screen) {
    List<List<String>> cells = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      int width = widths[i];
      cells.add(
          row.get(i).lines().stream()
              .flatMap(text -> TextWidth.wrap(text, width).stream())
              .toList());
    }
    return join(cells, row.stream().map(Cell::bold).toList(), widths, screen);
  }

  private List<String> join(
      List<List<String>> cells, List<Boolean> bold, int[] widths, Screen screen) {
    int height = cells.stream().mapToInt(List::size).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int y = 0; y < height; y++) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < widths.length; x++) {
        String text = y < cells.get(x).size() ? cells.get(x).get(y) : "";
        String space = " ".repeat(Math.max(0, widths[x] - TextWidth.of(text)));
        String shown = bold.get(x) && y == 0 ? screen.bold(text) : text;
        line.append(x == 0 ? "" : GAP);
        line.append(columns.get(x).figures() ? space + shown : shown + space);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
