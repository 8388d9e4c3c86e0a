// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.messaging;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.EventType;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Publishes the progress of scorings, without the outbox. An event that the broker does not accept
 * is dropped, since the next one says more.
 */
@ApplicationScoped
public class ProgressChannel {
  private static final URI SOURCE = URI.create("/inference-service");

  private final MutinyEmitter<String> emitter;

  ProgressChannel(
      @Channel("progress") @OnOverflow(OnOverflow.Strategy.DROP) MutinyEmitter<String> emitter) {
    this.emitter = emitter;
  }

  public void send(CellProgress event) {
    emitter.sendMessageAndForget(
        Message.of(Json.write(event))
            .addMetadata(
                OutgoingKafkaRecordMetadata.<String>builder().withKey(event.studyId()).build())
            .addMetadata(
                OutgoingCloudEventMetadata.builder()
                    .withId(event.eventId())
                    .withType(EventType.CELL_PROGRESS.type())
                    .withSource(SOURCE)
                    .withDataContentType("application/json")
                    .build()));
  }
}
