// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events if, and only if, the transaction that causes them commits. The transaction
 * writes each event as a row, and the {@link OutboxRelay} sends the row after the commit, at least
 * once. Rows are sent in the order in which they were added; of two transactions that overlap,
 * either may come first.
 */
@ApplicationScoped
public class Outbox {
  private final DataSource database;
  private final AfterCommit afterCommit;
  private final OutboxRelay relay;

  Outbox(DataSource database, AfterCommit afterCommit, OutboxRelay relay) {
    this.database = database;
    this.afterCommit = afterCommit;
    this.relay = relay;
  }

  /** {@link #add(String, String, String, String, String, String)} without a trace. */
  @Transactional(Transactional.TxType.MANDATORY)
  public boolean add(String topic, String key, String eventId, String ceType, String payload) {
    return add(topic, key, eventId, ceType, payload, null);
  }

  /**
   * Adds an event in the caller's transaction.
   *
   * @param key of the record: events with the same key stay in order
   * @param eventId the CloudEvents id; an event whose id was added before is ignored
   * @param ceType the CloudEvents type
   * @param payload JSON
   * @param traceparent W3C trace context of the cause, sent as a header
   * @return false if this event was added before
   * @throws jakarta.transaction.TransactionalException without a transaction
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public boolean add(
      String topic,
      String key,
      String eventId,
      String ceType,
      String payload,
      @Nullable String traceparent) {
    int added =
        Sql.update(
            database,
            """
            insert into outbox (topic, message_key, event_id, ce_type, payload, traceparent)
            values (?, ?, ?, ?, ?, ?) on conflict (event_id) do nothing
            """,
            topic,
            key,
            eventId,
            ceType,
            payload,
            traceparent);
    if (added == 1) {
      afterCommit.run(relay::wake);
    }
    return added == 1;
  }
}
