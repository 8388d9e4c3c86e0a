// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.messaging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.ingestion.ImagesArrived;
import dev.assay.data.DataConfig;
import dev.assay.data.ingestion.NotifiedImages;
import dev.assay.data.ingestion.WatchedBuckets;
import dev.assay.outbox.Delivery;
import dev.assay.outbox.EventIntake;
import dev.assay.outbox.ReceivedRecord;
import dev.assay.outbox.Receiver;
import dev.assay.outbox.UnusableRecordException;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Consumes notifications of new images from topics that the operator names. A notification that
 * cannot be used becomes a dead letter with the reason, and the others continue.
 */
@ApplicationScoped
public class IngestionConsumer implements Receiver {
  private final EventIntake intake;
  private final DataConfig.Ingestion config;
  private final NotifiedImages images;
  private final WatchedBuckets buckets;

  IngestionConsumer(
      EventIntake intake, DataConfig config, NotifiedImages images, WatchedBuckets buckets) {
    this.intake = intake;
    this.config = config.ingestion();
    this.images = images;
    this.buckets = buckets;
  }

  @Incoming("images-arrived")
  @Blocking
  CompletionStage<Void> imagesArrived(Message<byte[]> message) {
    return intake.receive(message, this);
  }

  @Incoming("s3-notifications")
  @Blocking
  CompletionStage<Void> objectsCreated(Message<byte[]> message) {
    return intake.receive(message, this);
  }

  @Override
  public Set<String> topics() {
    return Stream.of(config.images(), config.s3Events())
        .filter(DataConfig.OtherTopic::enabled)
        .map(DataConfig.OtherTopic::topic)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Delivery read(ReceivedRecord record) {
    String json = record.text();
    if (record.topic().equals(config.images().topic())) {
      ImagesArrived event = Json.read(json, ImagesArrived.class);
      // The sender's id: two announcements of the same images can both be meant.
      String id = record.cloudEventId().orElseGet(() -> Hash.ofText(json));
      return Delivery.once(Keys.eventId(ImagesArrived.TYPE, id), () -> accept(event));
    }
    JsonNode records = Json.read(json, JsonNode.class).path("Records");
    return Delivery.repeatable(() -> created(records));
  }

  private void accept(ImagesArrived event) {
    try {
      images.accept(event);
    } catch (FaultException e) {
      throw new UnusableRecordException(e.getMessage(), e);
    }
  }

  /**
   * Event notifications of S3 in the form of Amazon and MinIO. They only name objects, and an
   * object that is known is not downloaded again; so they may come twice, late or not at all.
   */
  private void created(JsonNode records) {
    for (JsonNode record : records) {
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
