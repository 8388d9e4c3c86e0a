// SPDX-License-Identifier: Apache-2.0
package dev.assay.data;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.EventType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** What stands on the topics, and another service's voice. */
public final class Topics {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Topics() {}

  /** The records of a study on a topic, once there are as many; fails if they do not come. */
  public static <E extends AssayEvent> List<E> events(Class<E> type, String studyId, int atLeast) {
    EventType event = EventType.of(type);
    List<E> found = new ArrayList<>();
    for (ConsumerRecord<String, String> record : records(event.topic(), studyId, atLeast)) {
      assertHeader(record, "ce_type", event.type());
      E read = Json.read(record.value(), type);
      assertHeader(record, "ce_id", read.eventId());
      found.add(read);
    }
    return found;
  }

  private static void assertHeader(
      ConsumerRecord<String, String> record, String name, String value) {
    String found = new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    if (!found.equals(value)) {
      throw new AssertionError(name + " is " + found + ", not " + value);
    }
  }

  /** From the beginning of the topic: the records of this key, once there are as many. */
  public static List<ConsumerRecord<String, String>> records(
      String topic, String key, int atLeast) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<ConsumerRecord<String, String>> found = new ArrayList<>();
      Instant end = Instant.now().plus(PATIENCE);
      while (Instant.now().isBefore(end)) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> keep(record, key, found));
        boolean atEnd =
            consumer.endOffsets(partitions).entrySet().stream()
                .allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
        if (found.size() >= atLeast && atEnd) {
          return found;
        }
      }
      throw new AssertionError(
          topic + " has " + found.size() + " records of " + key + ", not " + atLeast);
    }
  }

  private static void keep(
      ConsumerRecord<String, String> record,
      String key,
      List<ConsumerRecord<String, String>> found) {
    if (key.equals(record.key())) {
      found.add(record);
    }
  }

  public static void send(AssayEvent event) {
    send(event.eventType().topic(), event.studyId(), Json.write(event));
  }

  public static void send(String topic, String key, String value) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static String brokers() {
    return ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
  }
}
