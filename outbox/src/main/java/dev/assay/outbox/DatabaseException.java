// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A statement could not be executed. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Classes of SQLSTATE in which the same transaction can succeed later: connection exceptions,
   * rollbacks for deadlock or serialisation, insufficient resources, operator intervention.
   */
  private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

  /** Class of SQLSTATE: data exception. */
  private static final String DATA = "22";

  DatabaseException(SQLException cause) {
    super(cause.getMessage(), cause);
  }

  /**
   * Whether the same transaction can succeed later without any change of the data, as far as this
   * failure and its causes tell.
   */
  public static boolean passes(Throwable failure) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && passes(sql)) {
        return true;
      }
      for (Throwable suppressed : t.getSuppressed()) {
        if (passes(suppressed)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether the database has refused a value as such, for example a character that it lacks. */
  static boolean refusesTheData(Throwable failure) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql
          && sql.getSQLState() != null
          && sql.getSQLState().startsWith(DATA)) {
        return true;
      }
    }
    return false;
  }

  private static boolean passes(SQLException failure) {
    @Nullable String state = failure.getSQLState();
    return failure instanceof SQLTransientException
        || failure instanceof SQLRecoverableException
        // No state: the failure comes from the pool, which had no connection, not from the server.
        || state == null
        || (state.length() == 5 && PASSING.contains(state.substring(0, 2)));
  }
}
