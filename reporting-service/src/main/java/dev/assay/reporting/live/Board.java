// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.live;

import dev.assay.reporting.live.LiveTable.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The present state of one table, for all who look at it. Each reader gets what has changed since
 * it asked last, so a slow one gets less often more, and nothing is kept for it.
 */
final class Board {
  /** So much of the time at most is spent on looking for changes. */
  private static final int REST = 10;

  private final Supplier<Optional<Snapshot>> source;
  private final long leastNanos;
  private final Map<String, Change> changes = new HashMap<>();
  private List<String> order = List.of();
  private @Nullable Headline headline;
  private long headlineVersion;
  private long orderVersion;
  private long version;
  private long nextLook = System.nanoTime();

  private record Change(Row row, long version) {}

  /**
   * @param source the state now; absent while the study is not known
   * @param least time between two looks
   */
  Board(Supplier<Optional<Snapshot>> source, Duration least) {
    this.source = source;
    this.leastNanos = least.toNanos();
  }

  /**
   * A state.
   *
   * @param headline about all rows
   */
  record Snapshot(Headline headline, List<Row> rows) {}

  /**
   * What is new for a reader.
   *
   * @param version by which it asks the next time
   * @param headline absent if it is the same
   * @param whole whether {@code rows} are all rows in their order, and no others are left
   * @param rows new or changed
   */
  record Update(long version, @Nullable Headline headline, boolean whole, List<Row> rows) {
    boolean isEmpty() {
      return headline == null && rows.isEmpty() && !whole;
    }
  }

  /**
   * @param seen the version of the last update; 0 for all
   */
  synchronized Update since(long seen) {
    look();
    boolean whole = seen == 0 || orderVersion > seen;
    List<Row> rows = new ArrayList<>();
    for (String id : order) {
      Change change = changes.get(id);
      if (change != null && (whole || change.version() > seen)) {
        rows.add(change.row());
      }
    }
    return new Update(version, headlineVersion > seen ? headline : null, whole, rows);
  }

  private void look() {
    long begin = System.nanoTime();
    if (version > 0 && begin < nextLook) {
      return;
    }
    source.get().ifPresent(this::take);
    long end = System.nanoTime();
    nextLook = end + Math.max(leastNanos, REST * (end - begin));
  }

  private void take(Snapshot now) {
    version++;
    if (!now.headline().equals(headline)) {
      headline = now.headline();
      headlineVersion = version;
    }
    List<String> ids = now.rows().stream().map(Row::id).toList();
    if (!ids.equals(order)) {
      changes.keySet().retainAll(ids);
      order = ids;
      orderVersion = version;
    }
    for (Row row : now.rows()) {
      Change known = changes.get(row.id());
      if (known == null || !known.row().equals(row)) {
        changes.put(row.id(), new Change(row, version));
      }
    }
  }
}
