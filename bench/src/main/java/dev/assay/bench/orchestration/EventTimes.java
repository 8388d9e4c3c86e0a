// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench.orchestration;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.contracts.event.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * When the events of one study were published, by the clock of the services: milliseconds since
 * 1970, ascending.
 */
final class EventTimes {
  private final Map<EventType, List<Long>> times = new EnumMap<>(EventType.class);

  private EventTimes() {}

  /** Reads every event that is in the topics now. */
  static EventTimes read(String broker, String studyId) {
    EventTimes read = new EventTimes();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
      for (EventType type : EventType.values()) {
        read.times.put(type, read(consumer, type, studyId));
      }
    }
    return read;
  }

  /** How many events of the type were ever published. */
  static long published(String broker, EventType type) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
      return consumer.endOffsets(partitions(consumer, type)).values().stream()
          .mapToLong(n -> n)
          .sum();
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String broker) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", broker),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, EventType type) {
    return consumer.partitionsFor(type.topic()).stream()
        .map(p -> new TopicPartition(p.topic(), p.partition()))
        .toList();
  }

  private static List<Long> read(
      KafkaConsumer<byte[], byte[]> consumer, EventType type, String studyId) {
    List<TopicPartition> partitions = partitions(consumer, type);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    List<Long> times = new ArrayList<>();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofSeconds(1))) {
        if (event.key() != null && new String(event.key(), UTF_8).equals(studyId)) {
          times.add(event.timestamp());
        }
      }
    }
    times.sort(null);
    return times;
  }

  List<Long> of(EventType type) {
    return times.get(type);
  }

  /**
   * @throws IllegalStateException if there was no such event
   */
  long last(EventType type) {
    List<Long> all = of(type);
    if (all.isEmpty()) {
      throw new IllegalStateException("the study has no " + type.topic());
    }
    return all.getLast();
  }

  /** Seconds between each event and the one before it, ascending; empty for fewer than two. */
  double[] intervals(EventType type) {
    List<Long> all = of(type);
    double[] intervals = new double[Math.max(0, all.size() - 1)];
    for (int i = 0; i < intervals.length; i++) {
      intervals[i] = (all.get(i + 1) - all.get(i)) / 1e3;
    }
    Arrays.sort(intervals);
    return intervals;
  }

  /** Seconds of the longest time without an event, of those that end after the moment. */
  double longestPause(EventType type, long after) {
    List<Long> all = of(type);
    double longest = 0;
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i) > after) {
        longest = Math.max(longest, (all.get(i) - all.get(i - 1)) / 1e3);
      }
    }
    return longest;
  }
}
