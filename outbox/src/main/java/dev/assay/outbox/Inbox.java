// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Lets an event that is delivered several times count once. */
@ApplicationScoped
public class Inbox {
  private final DataSource database;

  Inbox(DataSource database) {
    this.database = database;
  }

  /**
   * Records the event in the caller's transaction; if that rolls back, so does the record.
   *
   * @return false if it was handled before
   * @throws jakarta.transaction.TransactionalException without a transaction
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public boolean firstTime(String eventId) {
    return Sql.update(
            database,
            "insert into inbox (event_id) values (?) on conflict (event_id) do nothing",
            eventId)
        == 1;
  }

  /**
   * Handles what was delivered, in a transaction of its own if it counts once. An event that was
   * handled before does nothing.
   *
   * @throws RuntimeException what the handler throws, and {@link DatabaseException}
   */
  void deliver(Delivery delivery) {
    if (delivery.kind() == Delivery.Kind.ONCE) {
      QuarkusTransaction.requiringNew().run(() -> deliverHere(delivery));
    } else {
      delivery.handler().run();
    }
  }

  /** The same in the caller's transaction. */
  void deliverHere(Delivery delivery) {
    if (delivery.kind() != Delivery.Kind.ONCE || firstTime(delivery.eventId())) {
      delivery.handler().run();
    }
  }

  /** Whether this failure of a handler says that the same record can never be handled. */
  static boolean neverUsable(Throwable failure) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UnusableRecordException) {
        return true;
      }
    }
    return DatabaseException.refusesTheData(failure);
  }
}
