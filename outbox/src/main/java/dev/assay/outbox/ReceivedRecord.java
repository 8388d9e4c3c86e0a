// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record as it came from the broker. Nothing of it has been read yet.
 *
 * @param recordedAt the broker's or the producer's time, as the topic is set up
 * @param key null if the record has none
 * @param headers by name; of several with one name the last
 * @param payload null if the record has none
 */
public record ReceivedRecord(
    String topic,
    int partition,
    long offset,
    Instant recordedAt,
    byte @Nullable [] key,
    Map<String, String> headers,
    byte @Nullable [] payload) {
  public ReceivedRecord {
    headers = Map.copyOf(headers);
  }

  static ReceivedRecord of(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      byte[] value = header.value();
      headers.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    return new ReceivedRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        record.key(),
        headers,
        record.value());
  }

  /**
   * The payload as text.
   *
   * @throws IllegalArgumentException if there is none, or it is not UTF-8
   */
  public String text() {
    if (payload == null) {
      throw new IllegalArgumentException("the record has no value");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the record is not UTF-8 text", e);
    }
  }

  /** The id in the CloudEvents headers. */
  public Optional<String> cloudEventId() {
    return Optional.ofNullable(headers.get("ce_id"));
  }

  int size() {
    return payload == null ? 0 : payload.length;
  }

  /** Where the record lies; for people. */
  String place() {
    return topic + ", partition " + partition + ", offset " + offset;
  }
}
