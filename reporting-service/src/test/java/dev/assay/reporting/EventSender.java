// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Sends events as the outbox of another service does: binary CloudEvents, keyed by study. */
@Singleton
public class EventSender {
  private final KafkaProducer<String, String> producer;

  EventSender(@ConfigProperty(name = "kafka.bootstrap.servers") String brokers) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "acks", "all"),
            new StringSerializer(),
            new StringSerializer());
  }

  /** Returns when the broker has it. */
  public void send(AssayEvent event) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(event.eventType().topic(), event.studyId(), Json.write(event));
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", event.eventId(),
            "ce_type", event.eventType().type(),
            "ce_source", "/test",
            "content-type", "application/json")
        .forEach(
            (name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    send(message);
  }

  /** Sends a record that is no CloudEvent of ours. */
  public void send(String topic, String text) {
    send(new ProducerRecord<>(topic, "poison", text));
  }

  private void send(ProducerRecord<String, String> message) {
    try {
      producer.send(message).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @PreDestroy
  void close() {
    producer.close();
  }
}
