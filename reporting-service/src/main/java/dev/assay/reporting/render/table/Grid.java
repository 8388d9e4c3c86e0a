// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A table of text under headings, before it is typeset.
 *
 * @param title of the table
 * @param headings of the columns
 * @param wordy numbers of the columns that hold words and may be long, from 0
 * @param rows one text for each heading
 * @param below what a reader of a printed table needs at once; the notes have the rest
 */
public record Grid(
    String title,
    List<String> headings,
    List<Integer> wordy,
    List<List<String>> rows,
    List<String> below) {

  public Grid {
    headings = List.copyOf(headings);
    wordy = List.copyOf(wordy);
    rows = List.copyOf(rows);
    below = List.copyOf(below);
  }

  /**
   * A column: its heading and what it says of a row.
   *
   * @param <T> what a row is about
   * @param wordy whether it holds words and may be long
   */
  record Column<T>(String heading, boolean wordy, Function<T, String> text) {
    static <T> Column<T> words(String heading, Function<T, String> text) {
      return new Column<>(heading, true, text);
    }

    static <T> Column<T> figure(String heading, Function<T, String> text) {
      return new Column<>(heading, false, text);
    }
  }

  Grid withBelow(String... sentences) {
    return new Grid(title, headings, wordy, rows, List.of(sentences));
  }

  /** One row for each item; the columns are in the order of their list. */
  static <T> Grid of(String title, List<Column<T>> columns, List<T> items) {
    List<Integer> wordy = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).wordy()) {
        wordy.add(i);
      }
    }
    return new Grid(
        title,
        columns.stream().map(Column::heading).toList(),
        wordy,
        items.stream()
            .map(item -> columns.stream().map(column -> column.text().apply(item)).toList())
            .toList(),
        List.of());
  }
}
