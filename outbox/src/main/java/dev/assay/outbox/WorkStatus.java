// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The state of a piece of work.
 *
 * @param attempts number of claims so far
 * @param failures attempts that failed
 * @param worker that has the lease
 * @param reason of the last failure
 * @param wanted whether it has a live request
 * @param paused whether it has a paused request
 */
public record WorkStatus(
    String workKey,
    WorkStatus.State state,
    int attempts,
    int failures,
    @Nullable String worker,
    @Nullable String reason,
    @Nullable Instant claimedAt,
    @Nullable Instant endedAt,
    boolean wanted,
    boolean paused) {

  /** The states of a row. */
  public enum State {
    QUEUED,
    RUNNING,
    DONE,
    DEAD;

    static State of(String column) {
      return valueOf(column.toUpperCase(Locale.ROOT));
    }
  }

  static WorkStatus read(ResultSet row) throws SQLException {
    return new WorkStatus(
        row.getString("work_key"),
        State.of(row.getString("state")),
        row.getInt("attempt"),
        row.getInt("failures"),
        row.getString("worker"),
        row.getString("reason"),
        instant(row, "claimed_at"),
        instant(row, "ended_at"),
        row.getBoolean("wanted"),
        row.getBoolean("paused"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
