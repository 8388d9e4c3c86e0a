// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How a channel consumes whose records go to {@link EventIntake}. A channel takes these settings by
 * {@code kafka-configuration=intake} and can override each of them.
 */
final class IntakeSettings {
  private IntakeSettings() {}

  @Produces
  @Identifier("intake")
  static Map<String, Object> settings() {
    String bytes = ByteArrayDeserializer.class.getName();
    return Map.ofEntries(
        Map.entry("key.deserializer", bytes),
        Map.entry("value.deserializer", bytes),
        // Headers are the sender's affair: a record without those of a CloudEvent must not fail
        // before the intake has it.
        Map.entry("cloud-events", "false"),
        Map.entry("auto.offset.reset", "earliest"),
        // An acknowledgement commits. Records are acknowledged in the order of their partition, so
        // everything before a committed offset is done.
        Map.entry("commit-strategy", "latest"),
        Map.entry("max.poll.records", "100"),
        // A few large records at a time, so that memory stays flat.
        Map.entry("fetch.max.bytes", "8388608"),
        // After a kill the partitions of the dead consumer are free again after this time.
        Map.entry("session.timeout.ms", "10000"),
        Map.entry("heartbeat.interval.ms", "2000"),
        // A topic that is created after the start of this service is found within seconds.
        Map.entry("metadata.max.age.ms", "10000"),
        // Offsets are committed between two polls.
        Map.entry("poll-timeout", "250"),
        Map.entry("retry-max-wait", "5"),
        // The intake stops first, and waits for what is in hand.
        Map.entry("graceful-shutdown", "false"),
        // The readiness check of the intake tells more.
        Map.entry("health-enabled", "false"));
  }
}
