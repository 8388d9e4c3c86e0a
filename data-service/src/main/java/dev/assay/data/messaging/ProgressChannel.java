// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.messaging;

import dev.assay.contracts.Json;
import dev.assay.contracts.progress.DatasetProgress;
import dev.assay.data.dataset.ProgressListener;
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

/** Sends the progress of data sets without the outbox; a message that cannot be sent is dropped. */
@ApplicationScoped
class ProgressChannel implements ProgressListener {
  private static final Logger LOG = Logger.getLogger(ProgressChannel.class);

  private final MutinyEmitter<String> channel;
  private final URI source;

  ProgressChannel(
      @Channel("progress") @OnOverflow(OnOverflow.Strategy.DROP) MutinyEmitter<String> channel,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this.channel = channel;
    this.source = URI.create("/" + application);
  }

  @Override
  public void progressed(DatasetProgress event) {
    Message<String> message =
        Message.of(Json.write(event))
            .addMetadata(
                OutgoingKafkaRecordMetadata.<String>builder().withKey(event.dataset()).build())
            .addMetadata(
                OutgoingCloudEventMetadata.builder()
                    .withId(event.eventId())
                    .withType(DatasetProgress.TYPE)
                    .withSource(source)
                    .withDataContentType("application/json")
                    .build());
    channel
        .sendMessage(message)
        .subscribe()
        .with(sent -> {}, failure -> LOG.debugf("progress was not sent: %s", failure.getMessage()));
  }
}
