// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.contracts.event.EventType;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The artifacts that records of the event topics refer to. A service that is made anew from the
 * topics needs them, whether or not a row of today does.
 */
@ApplicationScoped
public class TopicReferences {
  private static final Pattern REFERENCE = Pattern.compile("assay:sha256/([0-9a-f]{64})");
  private static final Duration POLL = Duration.ofMillis(500);

  /** Without a single record for so long, the broker does not answer. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final String brokers;

  TopicReferences(@ConfigProperty(name = "kafka.bootstrap.servers") String brokers) {
    this.brokers = brokers;
  }

  /**
   * Tells the SHA-256 of each artifact, some more than once.
   *
   * @throws RuntimeException if not all records can be read
   */
  void forEach(Consumer<String> sha256) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long heard = System.nanoTime();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          heard = System.nanoTime();
        } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
          throw new IllegalStateException(
              "the broker has sent no record for %d seconds, and not all are read"
                  .formatted(SILENCE.toSeconds()));
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
          tell(record.value(), sha256);
        }
      }
    }
  }

  private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    List<String> topics =
        Arrays.stream(EventType.values())
            .filter(type -> type.retention() == EventType.Retention.FOREVER)
            .map(EventType::topic)
            .toList();
    for (String topic : topics) {
      for (PartitionInfo partition : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
    }
    return partitions;
  }

  private static void tell(byte[] value, Consumer<String> sha256) {
    if (value != null) {
      Matcher matcher = REFERENCE.matcher(new String(value, StandardCharsets.UTF_8));
      while (matcher.find()) {
        sha256.accept(matcher.group(1));
      }
    }
  }
}
