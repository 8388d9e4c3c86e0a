// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.webhook;

import dev.assay.contracts.Json;
import dev.assay.outbox.Lease;
import dev.assay.outbox.PermanentFailure;
import dev.assay.outbox.StopSignal;
import dev.assay.outbox.Work;
import dev.assay.outbox.WorkFailure;
import dev.assay.reporting.ReportingConfig;
import dev.assay.reporting.webhook.Webhooks.Message;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Sends one message to one address, and again later until the answer is a success. */
@ApplicationScoped
public class WebhookWork implements Work {
  private static final Logger LOG = Logger.getLogger(WebhookWork.class);

  /** By Standard Webhooks the receiver wants no more messages. */
  private static final int GONE = 410;

  private static final String OPERATOR = "operator";

  private final Webhooks webhooks;
  private final Duration timeout;
  private final HttpClient client;

  WebhookWork(Webhooks webhooks, ReportingConfig config) {
    this.webhooks = webhooks;
    this.timeout = config.webhooks().timeout();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            // The operator named this address and not the one that it redirects to.
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public Result run(Lease lease, StopSignal stop) throws WorkFailure, InterruptedException {
    Message message = Json.read(lease.payload(), Message.class);
    if (webhooks.isWanted(message.url())) {
      send(message);
    } else {
      LOG.infof("an event for a webhook that is no longer set is not sent");
    }
    return requests -> {};
  }

  private void send(Message message) throws WorkFailure, InterruptedException {
    long timestamp = Instant.now().getEpochSecond();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(message.url()))
            .timeout(timeout)
            .header("Content-Type", CloudEvent.MEDIA_TYPE)
            .header("webhook-id", message.id())
            .header("webhook-timestamp", Long.toString(timestamp))
            .header(
                "webhook-signature", webhooks.signatures(message.id(), timestamp, message.body()))
            .POST(BodyPublishers.ofString(message.body()))
            .build();
    int status;
    try {
      HttpResponse<Void> response = client.send(request, BodyHandlers.discarding());
      status = response.statusCode();
    } catch (IOException e) {
      throw new WorkFailure(
          "the webhook does not answer: " + e.getClass().getSimpleName(), OPERATOR, true);
    }
    if (status / 100 != 2) {
      throw new WorkFailure("the webhook answers " + status, OPERATOR, status != GONE);
    }
  }

  @Override
  public void failedPermanently(PermanentFailure work) {
    Message message = Json.read(work.payload(), Message.class);
    LOG.errorf(
        "webhook at %s: event %s failed permanently after %d attempts: %s",
        URI.create(message.url()).getHost(), message.id(), work.failures(), work.reason());
  }

  @PreDestroy
  void close() {
    client.shutdownNow();
  }
}
