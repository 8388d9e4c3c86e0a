// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import javax.sql.DataSource;

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
   * Handles the event in a transaction of its own, unless it was handled before. While the database
   * cannot be reached, and after a deadlock, the transaction is tried again instead of failing: the
   * event is valid and must not end on the dead-letter topic. For consumers on worker threads.
   *
   * @return false if it was handled before
   * @throws RuntimeException what the handler throws for any other reason
   */
  public boolean once(String eventId, Runnable handler) {
    try {
      return Backoff.retrying(
          "event " + eventId,
          () -> false,
          () ->
              QuarkusTransaction.requiringNew()
                  .call(
                      () -> {
                        boolean first = firstTime(eventId);
                        if (first) {
                          handler.run();
                        }
                        return first;
                      }));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped before event " + eventId + " was handled", e);
    }
  }
}
