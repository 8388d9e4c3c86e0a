// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.messaging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.ingestion.ImagesArrived;
import dev.assay.data.ingestion.NotifiedImages;
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
 * Consumes notifications of new images from topics that the operator names. A notification that
 * cannot be used goes to the dead-letter topic with the reason, and the others continue.
 */
@ApplicationScoped
public class IngestionConsumer {
  private final Inbox inbox;
  private final NotifiedImages images;
  private final WatchedBuckets buckets;

  IngestionConsumer(Inbox inbox, NotifiedImages images, WatchedBuckets buckets) {
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
    inbox.once(Keys.eventId(ImagesArrived.TYPE, id), () -> images.accept(event));
  }

  /**
   * An event notification of S3 in the form of Amazon and MinIO. It only names an object, and an
   * object that is known is not downloaded again; so it may come twice, late or not at all.
   */
  @Incoming("s3-notifications")
  @Blocking
  void objectsCreated(String json) {
    for (JsonNode record : Json.read(json, JsonNode.class).path("Records")) {
      // MinIO writes "s3:" before the name, Amazon does not.
      if (record.path("eventName").asText().contains("ObjectCreated:")) {
        JsonNode s3 = record.path("s3");
        String key = s3.at("/object/key").asText();
        download(s3.at("/bucket/name").asText(), URLDecoder.decode(key, StandardCharsets.UTF_8));
      }
    }
  }

  private void download(String bucket, String key) {
    try {
      buckets.created(bucket, key);
    } catch (IOException e) {
      throw new UncheckedIOException("an object cannot be downloaded", e);
    }
  }
}
