// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Every record that topics have, from the first one on, outside of any consumer group. */
public final class TopicRecords {
  private static final Duration POLL = Duration.ofMillis(500);

  /** Without a single record for so long, the broker does not answer. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private TopicRecords() {}

  /**
   * Reads the records that are there now; later ones are left out.
   *
   * @return how many there were
   * @throws IllegalStateException if the broker falls silent before all are read
   */
  public static long read(
      String brokers,
      Collection<String> topics,
      Consumer<ConsumerRecord<byte[], byte[]>> receiver) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer, topics);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long records = 0;
      long heard = System.nanoTime();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        ConsumerRecords<byte[], byte[]> some = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : some) {
          receiver.accept(record);
          records++;
        }
        if (!some.isEmpty()) {
          heard = System.nanoTime();
        } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
          throw new IllegalStateException(
              "the broker has sent no record for %d seconds, and not all are read"
                  .formatted(SILENCE.toSeconds()));
        }
      }
      return records;
    }
  }

  /**
   * Refuses topics whose first records are gone: what they said would be lost.
   *
   * @throws IllegalStateException naming one of them
   */
  static void requireWhole(String brokers, Collection<String> topics) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer
          .beginningOffsets(partitions(consumer, topics))
          .forEach(
              (partition, first) -> {
                if (first > 0) {
                  throw new IllegalStateException(
                      "topic %s begins with record %d of partition %d: the records before are gone, and a rebuild would lose what they said; restore the service from a backup"
                          .formatted(partition.topic(), first, partition.partition()));
                }
              });
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, Collection<String> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      for (PartitionInfo partition : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
    }
    return partitions;
  }
}
