// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows change. The first drawing of it and every later change have the same texts,
 * because both are made of this.
 *
 * @param caption what it is a table of
 * @param columns from left to right
 * @param rows in the order in which they are shown first
 */
public record LiveTable(String caption, List<Column> columns, List<Row> rows) {
  /** Plain rows cost the browser's layout up to here; above, only those in sight are drawn. */
  public static final int MOST_PLAIN_ROWS = 500;

  public LiveTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  public boolean isVirtual() {
    return rows.size() > MOST_PLAIN_ROWS;
  }

  /** For a browser that draws the rows itself. */
  public int width() {
    return columns.size();
  }

  /**
   * A column.
   *
   * @param kind {@code number}, aligned right, or {@code text}
   */
  public record Column(String heading, String kind) {
    public static Column text(String heading) {
      return new Column(heading, "text");
    }

    public static Column number(String heading) {
      return new Column(heading, "number");
    }
  }

  /**
   * A row.
   *
   * @param id unique in the table, of letters and digits
   * @param cells one for each column
   */
  public record Row(String id, List<Shown> cells) {
    public Row {
      cells = List.copyOf(cells);
    }

    public Shown first() {
      return cells.getFirst();
    }

    public List<Shown> others() {
      return cells.subList(1, cells.size());
    }
  }

  /**
   * What a row says in a column.
   *
   * @param text the main text; may be empty
   * @param note smaller, after it
   * @param kind a state, for its colour
   * @param progress in [0, 1]: drawn as a bar before the text
   * @param href where the text leads
   * @param order by which numbers are sorted; absent: by the text
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Shown(
      String text,
      @Nullable String note,
      @Nullable String kind,
      @Nullable Double progress,
      @Nullable String href,
      @Nullable Double order) {
    public static Shown of(String text) {
      return new Shown(text, null, null, null, null, null);
    }

    public static Shown number(String text, double order) {
      return new Shown(text, null, null, null, null, order);
    }

    public Shown noted(@Nullable String words) {
      return new Shown(text, words, kind, progress, href, order);
    }

    public Shown ofKind(String state) {
      return new Shown(text, note, state, progress, href, order);
    }

    public Shown linked(String address) {
      return new Shown(text, note, kind, progress, address, order);
    }

    public Shown ordered(double number) {
      return new Shown(text, note, kind, progress, href, number);
    }

    /** Rounded, since a bar shows no more. */
    public Shown done(double share) {
      return new Shown(text, note, kind, Math.round(share * 1000) / 1000.0, href, order);
    }
  }
}
