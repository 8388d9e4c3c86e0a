// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of the {@link Outbox} as binary CloudEvents through the channel {@code outbox},
 * one after the other, and marks a row when the broker has acknowledged it. A row that cannot be
 * sent is tried again for ever, and the rows behind it wait: no event is lost, and the order is
 * kept.
 *
 * <p>Each replica of a service has a relay. The transaction that marks the rows of a batch has an
 * advisory lock of the service's schema, so that only one relay sends at a time, and a relay that
 * is killed releases the lock at once.
 */
@ApplicationScoped
public class OutboxRelay {
  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

  /**
   * Rows per transaction. At most so many are sent twice if the process is killed before its end.
   */
  private static final int BATCH = 50;

  /** How often to ask for rows that another replica has added. */
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Longer than the channel's delivery timeout, which normally ends a send that fails. */
  private static final Duration SEND = Duration.ofSeconds(20);

  private static final Duration STOP = Duration.ofSeconds(5);
  private static final int LOCK = 1;

  private record Event(
      long seq,
      String topic,
      String key,
      String eventId,
      String type,
      String payload,
      @Nullable String traceparent,
      String[] headers) {

    static Event read(ResultSet row) throws SQLException {
      return new Event(
          row.getLong("seq"),
          row.getString("topic"),
          row.getString("message_key"),
          row.getString("event_id"),
          row.getString("ce_type"),
          row.getString("payload"),
          row.getString("traceparent"),
          (String[]) row.getArray("headers").getArray());
    }
  }

  private final DataSource database;
  private final MutinyEmitter<String> channel;
  private final URI source;
  private final Wakeup wakeup = new Wakeup();
  private final Backoff backoff = new Backoff();
  private volatile boolean stopping;
  private volatile @Nullable Trouble trouble;
  private @Nullable Thread thread;

  OutboxRelay(
      DataSource database,
      @Channel("outbox") MutinyEmitter<String> channel,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this.database = database;
    this.channel = channel;
    this.source = URI.create("/" + application);
  }

  void start(@Observes StartupEvent event) {
    thread = Thread.ofPlatform().name("outbox-relay").daemon().start(this::relay);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    wake();
    Thread running = thread;
    if (running != null && !running.join(STOP)) {
      running.interrupt();
      running.join(STOP);
    }
  }

  /** Sends new rows now. */
  void wake() {
    wakeup.ring();
  }

  /** Why the relay cannot send at the moment; empty if it can. */
  public Optional<Trouble> trouble() {
    return Optional.ofNullable(trouble);
  }

  private void relay() {
    try {
      while (!stopping) {
        long news = wakeup.count();
        try {
          boolean more = sendBatch();
          noteSuccess();
          if (!more) {
            wakeup.awaitNewer(news, POLL);
          }
        } catch (SQLException | RuntimeException e) {
          noteFailure(e);
          // New rows do not end this pause: they would wait behind the failed one anyway.
          Thread.sleep(backoff.next());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void noteSuccess() {
    if (trouble != null) {
      LOG.info("the outbox can be sent again");
    }
    trouble = null;
    backoff.reset();
  }

  private void noteFailure(Exception failure) {
    String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    Trouble known = trouble;
    if (known == null) {
      LOG.warnf(failure, "the outbox cannot be sent and is tried again: %s", reason);
    }
    trouble = new Trouble(known == null ? Instant.now() : known.since(), reason);
  }

  /** Returns whether there may be more to send. */
  private boolean sendBatch() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        boolean more = sendBatch(connection);
        connection.commit();
        return more;
      } catch (SQLException | RuntimeException e) {
        markAcknowledged(connection, e);
        throw e;
      }
    }
  }

  /** Commits the rows that were sent before the failure, unless the session itself has failed. */
  private static void markAcknowledged(Connection connection, Exception failure) {
    try {
      connection.commit();
    } catch (SQLException e) {
      // The database has released the lock, so the rows of this batch will be sent twice.
      failure.addSuppressed(e);
    }
  }

  private boolean sendBatch(Connection connection) throws SQLException {
    boolean mine =
        Sql.rows(
                connection,
                "select pg_try_advisory_xact_lock(hashtext(current_schema()), ?)",
                row -> row.getBoolean(1),
                LOCK)
            .getFirst();
    if (!mine) {
      return false;
    }
    List<Event> events =
        Sql.rows(
            connection,
            "select * from outbox where sent_at is null and refused_at is null order by seq limit"
                + " ?",
            Event::read,
            BATCH);
    for (Event event : events) {
      if (stopping) {
        return false;
      }
      String update = "update outbox set sent_at = now() where seq = ?";
      try {
        send(event);
      } catch (IllegalStateException e) {
        if (!isTooLarge(e)) {
          throw e;
        }
        // Only a row of an earlier release: the outbox now refuses such an event at once.
        LOG.errorf("event %s can never be sent and stops no other: %s", event.eventId(), e);
        update = "update outbox set refused_at = now() where seq = ?";
      }
      Sql.update(connection, update, event.seq());
    }
    return events.size() == BATCH;
  }

  private void send(Event event) {
    Message<String> message =
        Message.of(event.payload())
            .addMetadata(
                OutgoingKafkaRecordMetadata.<String>builder()
                    .withTopic(event.topic())
                    .withKey(event.key())
                    .withHeaders(headers(event))
                    .build())
            .addMetadata(
                OutgoingCloudEventMetadata.builder()
                    .withId(event.eventId())
                    .withType(event.type())
                    .withSource(source)
                    .withDataContentType("application/json")
                    .build());
    try {
      channel.sendMessage(message).await().atMost(SEND);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "event " + event.eventId() + " cannot be sent to " + event.topic() + ": " + e, e);
    }
  }

  private static Headers headers(Event event) {
    Headers headers = new RecordHeaders();
    if (event.traceparent() != null) {
      headers.add("traceparent", event.traceparent().getBytes(StandardCharsets.UTF_8));
    }
    for (int i = 0; i + 1 < event.headers().length; i += 2) {
      headers.add(event.headers()[i], event.headers()[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return headers;
  }

  /** Whether the broker or its client will refuse the record however often it is sent. */
  private static boolean isTooLarge(Throwable failure) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof RecordTooLargeException) {
        return true;
      }
    }
    return false;
  }
}
