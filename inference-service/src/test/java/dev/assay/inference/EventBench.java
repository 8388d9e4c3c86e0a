package dev.assay.inference;

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

/** Speaks and listens as the other services do. */
final class EventBench implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaProducer<String, String> producer;
  private final KafkaConsumer<String, String> consumer;
  private final List<ConsumerRecord<String, String>> heard = new ArrayList<>();

  EventBench(String brokers, String... topics) {
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

  /** Publishes as a binary CloudEvent. */
  void say(AssayEvent event) {
    say(event.eventType(), event.studyId(), event.eventId(), Json.write(event));
  }

  void say(EventType type, String key, String id, String payload) {
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

  /** Waits until so many events of this type have come for the study. */
  <E extends AssayEvent> List<E> await(int number, Class<E> type, String studyId) {
    awaitRecord(record -> heard(type, studyId).size() >= number);
    return heard(type, studyId);
  }

  /** Waits for a record that fits, of any kind. */
  void awaitRecord(Predicate<ConsumerRecord<String, String>> fits) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (heard.stream().noneMatch(fits)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not heard; what was heard: " + heard);
      }
      consumer.poll(Duration.ofMillis(200)).forEach(heard::add);
    }
  }

  /** The events of this type that have come for the study so far. */
  <E extends AssayEvent> List<E> heard(Class<E> type, String studyId) {
    String topic = EventType.of(type).topic();
    return heard.stream()
        .filter(record -> record.topic().equals(topic) && studyId.equals(record.key()))
        .map(record -> Json.read(record.value(), type))
        .toList();
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
