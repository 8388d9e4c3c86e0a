// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.messaging;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.CellProgress;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Publishes the progress of runs, without the outbox. An event that the broker does not accept is
 * dropped, since the next one says more.
 */
@ApplicationScoped
public class ProgressChannel {
  private static final Logger LOG = Logger.getLogger(ProgressChannel.class);

  private final MutinyEmitter<String> channel;
  private final URI source;

  ProgressChannel(
      @Channel("progress") @OnOverflow(OnOverflow.Strategy.DROP) MutinyEmitter<String> channel,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this.channel = channel;
    this.source = URI.create("/" + application);
  }

  public void send(CellProgress event) {
    Message<String> message =
        Message.of(Json.write(event))
            .addMetadata(
                OutgoingKafkaRecordMetadata.<String>builder().withKey(event.studyId()).build())
            .addMetadata(
                OutgoingCloudEventMetadata.builder()
                    .withId(event.eventId())
                    .withType(event.eventType().type())
                    .withSource(source)
                    .withDataContentType("application/json")
                    .build());
    channel
        .sendMessage(message)
        .subscribe()
        .with(sent -> {}, failure -> LOG.debugf("progress was not sent: %s", failure.getMessage()));
  }
}
