// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Elects one of several replicas of a service for what only one may do: the leader is the replica
 * that has an advisory lock of the service's schema. The lock belongs to a database session that
 * does nothing else. So no transaction stays open for hours, and a process that dies releases the
 * lock at once.
 *
 * <p>A leader that loses its session learns this at its next call of {@link #held()}. What it has
 * begun by then must be harmless, or must be refused by what it writes to.
 */
public final class Leadership implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Leadership.class);
  private static final int VALID_SECONDS = 5;
  private static final String KEY = "(hashtext(current_schema()), hashtext(?))";

  private final DataSource database;
  private final String name;
  private final Runnable taken;
  private @Nullable Connection session;

  /**
   * @param name of the task, unique within the schema
   * @param taken runs whenever this replica becomes the leader; what it remembers from an earlier
   *     leadership may be out of date
   */
  public Leadership(DataSource database, String name, Runnable taken) {
    this.database = database;
    this.name = name;
    this.taken = taken;
  }

  /**
   * Whether this replica is the leader. It becomes the leader if there is none.
   *
   * @throws DatabaseException if the database cannot be reached; this replica is then not the
   *     leader
   */
  public synchronized boolean held() {
    Connection known = session;
    try {
      if (known != null && known.isValid(VALID_SECONDS)) {
        return true;
      }
    } catch (SQLException e) {
      LOG.debugf(e, "the session of the leader of %s cannot be checked", name);
    }
    if (known != null) {
      session = null;
      LOG.warnf("the session of the leader of %s has ended", name);
      end(known);
    }
    try {
      Connection asking = database.getConnection();
      if (!ask(asking)) {
        return false;
      }
      session = asking;
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
    LOG.infof("this replica is now the leader of %s", name);
    taken.run();
    return true;
  }

  /** Closes the connection again unless it has the lock. */
  private boolean ask(Connection connection) throws SQLException {
    boolean mine = false;
    try {
      connection.setAutoCommit(true);
      mine =
          Sql.rows(connection, "select pg_try_advisory_lock" + KEY, row -> row.getBoolean(1), name)
              .getFirst();
    } finally {
      if (!mine) {
        connection.close();
      }
    }
    return mine;
  }

  /** Lets another replica become the leader. */
  @Override
  public synchronized void close() {
    Connection known = session;
    session = null;
    if (known == null) {
      return;
    }
    try {
      Sql.rows(known, "select pg_advisory_unlock" + KEY, row -> row.getBoolean(1), name);
      known.close();
    } catch (SQLException e) {
      LOG.debugf(e, "the session of the leader of %s ends with its connection", name);
      end(known);
    }
  }

  /** Ends the session itself, because in the pool it would keep the lock. */
  private static void end(Connection connection) {
    try {
      connection.abort(Runnable::run);
      connection.close();
    } catch (SQLException e) {
      LOG.debug("a broken connection cannot be closed", e);
    }
  }
}
