// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;

/** Recognises requests that failed only because the database could not be reached. */
final class DatabaseFailures {
  /**
   * Classes of SQLSTATE: connection exceptions, rollbacks for deadlock, insufficient resources,
   * operator intervention.
   */
  private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

  private DatabaseFailures() {}

  /** Whether the same request can succeed later, as far as the failure and its causes tell. */
  static boolean pass(Throwable failure) {
    return pass(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static boolean pass(@Nullable Throwable failure, Set<Throwable> seen) {
    if (failure == null || !seen.add(failure)) {
      return false;
    }
    // A commit that fails is reported by the transaction manager, which hides the connection's end.
    if (failure instanceof XAException || (failure instanceof SQLException sql && passes(sql))) {
      return true;
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (pass(suppressed, seen)) {
        return true;
      }
    }
    return pass(failure.getCause(), seen);
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
