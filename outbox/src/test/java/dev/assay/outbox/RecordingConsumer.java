// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Counts what commits, in the same transaction. Ids are the text of the records, which begins with
 * {@code event-}; others cannot be read.
 */
@ApplicationScoped
public class RecordingConsumer implements Receiver {
  private final EventIntake intake;
  private final DataSource database;
  private final Set<String> topics;

  RecordingConsumer(
      EventIntake intake,
      DataSource database,
      @ConfigProperty(name = "mp.messaging.incoming.events.topics") Set<String> topics) {
    this.intake = intake;
    this.database = database;
    this.topics = topics;
  }

  @Incoming("events")
  @Blocking
  CompletionStage<Void> receive(Message<byte[]> message) {
    return intake.receive(message, this);
  }

  @Override
  public Set<String> topics() {
    return topics;
  }

  @Override
  public Delivery read(ReceivedRecord record) {
    String text = record.text();
    if (!text.startsWith("event-")) {
      throw new IllegalArgumentException("not an event of this test");
    }
    return Delivery.once(
        record.topic() + text,
        () ->
            Sql.update(
                database,
                "insert into outbox (topic, message_key, event_id, ce_type, payload, sent_at)"
                    + " values ('handled', ?, gen_random_uuid()::text, 'x', ?, now())",
                record.topic(),
                text));
  }

  List<String> written(String topic) {
    return Sql.rows(
        database,
        "select payload from outbox where topic = 'handled' and message_key = ? order by seq",
        row -> row.getString(1),
        topic);
  }
}
