// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.csv;

import dev.assay.contracts.CsvLine;
import dev.assay.reporting.render.text.Figures;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of text under the names of columns: RFC 4180 with LF.
 *
 * @param <C> the columns, in order
 */
final class CsvRows<C extends Enum<C>> {
  private final C[] columns;
  private final Appendable out;

  /** In memory, for {@link #document}. */
  CsvRows(Class<C> columns) {
    this(columns, new StringBuilder());
  }

  /** Writes the names of the columns at once. */
  CsvRows(Class<C> columns, Appendable out) {
    this.columns = columns.getEnumConstants();
    this.out = out;
    write(
        Arrays.stream(this.columns).map(column -> column.name().toLowerCase(Locale.ROOT)).toList());
  }

  /** Adds a row; a column without a value is empty. */
  void add(Map<C, String> values) {
    write(Arrays.stream(columns).map(column -> values.getOrDefault(column, "")).toList());
  }

  private void write(List<String> row) {
    CsvLine.append(row, out);
  }

  /** All rows so far, with the names of the columns. */
  String document() {
    return out.toString();
  }

  static String number(@Nullable Double value) {
    return value == null ? "" : Figures.exact(value);
  }

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
