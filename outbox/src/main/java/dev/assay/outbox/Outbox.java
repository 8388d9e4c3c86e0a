// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  /**
   * Bytes of an event. The broker takes records of at most 1 MiB with their headers; a study of any
   * size must stay below.
   */
  public static final int LARGEST = 900_000;

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
   * @throws IllegalArgumentException if the payload has more than {@link #LARGEST} bytes
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public boolean add(
      String topic,
      String key,
      String eventId,
      String ceType,
      String payload,
      @Nullable String traceparent) {
    return add(topic, key, eventId, ceType, payload, traceparent, Map.of());
  }

  /**
   * @param headers of the record beside those of a CloudEvent
   */
  @Transactional(Transactional.TxType.MANDATORY)
  boolean add(
      String topic,
      String key,
      String eventId,
      String ceType,
      String payload,
      @Nullable String traceparent,
      Map<String, String> headers) {
    int size = payload.getBytes(StandardCharsets.UTF_8).length;
    if (size > LARGEST) {
      throw new IllegalArgumentException(
          "event %s of type %s has %d bytes; at most %d can be sent: large contents belong into the"
                  .formatted(eventId, ceType, size, LARGEST)
              + " artifact store");
    }
    int added = insert(topic, key, eventId, ceType, payload, traceparent, headers);
    if (added == 1) {
      afterCommit.run(relay::wake);
    }
    return added == 1;
  }

  private int insert(
      String topic,
      String key,
      String eventId,
      String ceType,
      String payload,
      @Nullable String traceparent,
      Map<String, String> headers) {
    List<String> flat = new ArrayList<>();
    headers.forEach(
        (name, value) -> {
          flat.add(name);
          flat.add(value);
        });
    try (Connection connection = database.getConnection()) {
      return Sql.update(
          connection,
          """
          insert into outbox (topic, message_key, event_id, ce_type, payload, traceparent, headers)
          values (?, ?, ?, ?, ?, ?, ?) on conflict (event_id) do nothing
          """,
          topic,
          key,
          eventId,
          ceType,
          payload,
          traceparent,
          connection.createArrayOf("text", flat.toArray(new String[0])));
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }
}
