// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Recognises requests that failed only because the database could not be reached. */
final class DatabaseFailures {
  /**
   * Classes of SQLSTATE: connection exceptions, rollbacks for deadlock, insufficient resources,
   * operator intervention.
   */
  private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

  private static final int MOST_CAUSES = 50;

  private DatabaseFailures() {}

  /** Whether the same request can succeed later. */
  static boolean pass(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof SQLException sql && passes(sql)) {
        return true;
      }
      for (Throwable suppressed : cause.getSuppressed()) {
        if (suppressed instanceof SQLException sql && passes(sql)) {
          return true;
        }
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean passes(SQLException failure) {
    @Nullable String state = failure.getSQLState();
    return failure instanceof SQLTransientException
        || failure instanceof SQLRecoverableException
        // No state: the pool had no connection.
        || state == null
        || (state.length() == 5 && PASSING.contains(state.substring(0, 2)));
  }
}
