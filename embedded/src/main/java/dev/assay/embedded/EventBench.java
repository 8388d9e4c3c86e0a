// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.EventType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes and consumes events in place of the other services, for the tests of one service. It
 * consumes every topic from the beginning, so it misses no earlier event.
 */
public final class EventBench implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaProducer<String, String> producer;
  private final KafkaConsumer<String, String> consumer;
  private final List<ConsumerRecord<String, String>> heard = new ArrayList<>();

  /**
   * @param topics topics to consume, each with one partition
   */
  public EventBench(String brokers, String... topics) {
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
            new StringSerializer(),
            new StringSerializer());
    consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
            new StringDeserializer(),
            new StringDeserializer());
    consumer.assign(Stream.of(topics).map(topic -> new TopicPartition(topic, 0)).toList());
    consumer.seekToBeginning(consumer.assignment());
  }

  /** Publishes an event as a binary CloudEvent. */
  public void say(AssayEvent event) {
    say(event.eventType(), event.studyId(), event.eventId(), Json.write(event));
  }

  /** Publishes any payload; tests of dead letters use an invalid one. */
  public void say(EventType type, String key, String id, String payload) {
    RecordHeaders headers = new RecordHeaders();
    Map.of(
            "ce_id", id,
            "ce_type", type.type(),
            "ce_source", "/test",
            "ce_specversion", "1.0",
            "content-type", "application/json")
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    try {
      producer.send(new ProducerRecord<>(type.topic(), null, key, payload, headers)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the topics have this number of matching records. */
  public List<ConsumerRecord<String, String>> await(
      int number, Predicate<ConsumerRecord<String, String>> fits) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (matching(fits).size() < number) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "heard " + matching(fits).size() + " of " + number + " records: " + heard);
      }
      consumer.poll(Duration.ofMillis(200)).forEach(heard::add);
    }
    return matching(fits);
  }

  /** Waits until this number of events of the type has arrived for the study. */
  public <E extends AssayEvent> List<E> await(int number, Class<E> type, String studyId) {
    await(number, record -> is(record, type, studyId));
    return heard(type, studyId);
  }

  /** The events of this type that have arrived for the study so far. */
  public <E extends AssayEvent> List<E> heard(Class<E> type, String studyId) {
    return matching(record -> is(record, type, studyId)).stream()
        .map(record -> Json.read(record.value(), type))
        .toList();
  }

  private static boolean is(
      ConsumerRecord<String, String> record, Class<? extends AssayEvent> type, String studyId) {
    return record.topic().equals(EventType.of(type).topic()) && studyId.equals(record.key());
  }

  /** All records that have arrived so far. */
  public List<ConsumerRecord<String, String>> matching(
      Predicate<ConsumerRecord<String, String>> fits) {
    return heard.stream().filter(fits).toList();
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
