package dev.assay.data.messaging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.ingestion.ImagesArrived;
import dev.assay.data.ingestion.SentImages;
import dev.assay.data.ingestion.WatchedBuckets;
import dev.assay.outbox.Inbox;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Hears of new images, on topics that the operator names. What cannot be taken fails to the
 * dead-letter topic with the reason and stops nothing else.
 */
@ApplicationScoped
public class IngestionConsumer {
  private final Inbox inbox;
  private final SentImages images;
  private final WatchedBuckets buckets;

  IngestionConsumer(Inbox inbox, SentImages images, WatchedBuckets buckets) {
    this.inbox = inbox;
    this.images = images;
    this.buckets = buckets;
  }

  @Incoming("images-arrived")
  @Blocking
  void imagesArrived(
      String json,
      IncomingKafkaRecordMetadata<String, String> kafka,
      Optional<IncomingCloudEventMetadata<String>> cloudEvent) {
    ImagesArrived event = Json.read(json, ImagesArrived.class);
    String id =
        cloudEvent.map(IncomingCloudEventMetadata::getId).orElseGet(() -> Hash.ofText(json));
    inbox.once(Keys.eventId(ImagesArrived.TYPE, id), () -> images.announced(event));
  }

  /**
   * An event notification of S3, as Amazon's and MinIO write it. It only says where to look, and an
   * object that is known is not taken again, so it may come twice, late or not at all.
   */
  @Incoming("s3-notifications")
  @Blocking
  void objectsCreated(String json) {
    for (JsonNode record : Json.read(json, JsonNode.class).path("Records")) {
      // Amazon's has no "s3:" before it, MinIO's has.
      if (record.path("eventName").asText().contains("ObjectCreated:")) {
        JsonNode s3 = record.path("s3");
        String key = s3.at("/object/key").asText();
        take(s3.at("/bucket/name").asText(), URLDecoder.decode(key, StandardCharsets.UTF_8));
      }
    }
  }

  private void take(String bucket, String key) {
    try {
      buckets.created(bucket, key);
    } catch (IOException e) {
      throw new UncheckedIOException("an object cannot be taken", e);
    }
  }
}
