package dev.assay.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One of several replicas of a service does what must be done by one alone: the one that holds an
 * advisory lock of the service's schema. The lock belongs to a database session that does nothing
 * else, so that work of hours holds no transaction open, and a process that dies gives way at once.
 *
 * <p>Who loses the session learns it at the next call; what it has begun by then must be harmless,
 * or refused by what it writes.
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
   * @param name of what is led, distinct within the schema
   * @param taken runs whenever this replica takes the lead: what it remembers of an earlier time is
   *     old
   */
  public Leadership(DataSource database, String name, Runnable taken) {
    this.database = database;
    this.name = name;
    this.taken = taken;
  }

  /**
   * Whether this replica leads; it takes the lead if nobody has it.
   *
   * @throws DatabaseException if the database cannot be asked; nobody leads here then
   */
  public synchronized boolean held() {
    Connection known = session;
    try {
      if (known != null && known.isValid(VALID_SECONDS)) {
        return true;
      }
    } catch (SQLException e) {
      LOG.debugf(e, "the session that leads %s cannot be asked", name);
    }
    if (known != null) {
      session = null;
      LOG.warnf("the session that led %s is gone", name);
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
    LOG.infof("this replica leads %s now", name);
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

  /** Gives way to another replica. */
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
      LOG.debugf(e, "the session that led %s ends with its connection", name);
      end(known);
    }
  }

  /** Ends the session itself: in the pool its lock would live on. */
  private static void end(Connection connection) {
    try {
      connection.abort(Runnable::run);
      connection.close();
    } catch (SQLException e) {
      LOG.debug("a connection that is broken anyway cannot be ended", e);
    }
  }
}
