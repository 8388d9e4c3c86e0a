// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.webhook;

import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.EventType;
import dev.assay.outbox.WorkQueue;
import dev.assay.reporting.ReportingConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which addresses are notified of which events. Each event becomes one piece of leased work per
 * address, in the transaction that stores the event. So it is sent even if this process dies, and
 * again until the address answers.
 */
@ApplicationScoped
public class Webhooks {
  private static final String GROUP = "webhooks";

  private final WorkQueue queue;
  private final List<URI> urls;
  private final List<WebhookSecret> secrets;
  private final Set<EventType> types;

  Webhooks(WorkQueue queue, ReportingConfig config) {
    this.queue = queue;
    ReportingConfig.Webhooks settings = config.webhooks();
    this.urls = settings.urls().orElse(List.of()).stream().map(Webhooks::url).toList();
    this.secrets = settings.secrets().orElse(List.of()).stream().map(WebhookSecret::of).toList();
    this.types = types(settings.events().orElse(List.of()));
    if (!urls.isEmpty() && secrets.isEmpty()) {
      throw new IllegalArgumentException(
          "ASSAY_WEBHOOK_URLS is set, but ASSAY_WEBHOOK_SECRETS is not: nothing is sent unsigned");
    }
  }

  private static URI url(String text) {
    URI url = URI.create(text.strip());
    boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
    if (!web || url.getHost() == null || url.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "ASSAY_WEBHOOK_URLS must be http or https addresses without a password");
    }
    return url;
  }

  private static Set<EventType> types(List<String> names) {
    Set<EventType> types = new LinkedHashSet<>();
    for (String name : names) {
      types.add(
          Arrays.stream(EventType.values())
              .filter(t -> t.type().equals(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "ASSAY_WEBHOOK_EVENTS: '%s' is no event; there are %s"
                              .formatted(
                                  name,
                                  Arrays.stream(EventType.values())
                                      .map(EventType::type)
                                      .toList()))));
    }
    return types;
  }

  /**
   * One event for one address.
   *
   * @param url the address
   * @param id of the event
   * @param body a CloudEvent, as it is sent with every attempt
   */
  record Message(String url, String id, String body) {}

  /** Queues an event for every address, in the caller's transaction. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void enqueue(String eventId, AssayEvent event, Instant recordedAt) {
    if (!types.isEmpty() && !types.contains(event.eventType())) {
      return;
    }
    for (URI url : urls) {
      Message message =
          new Message(url.toString(), eventId, CloudEvent.of(eventId, event, recordedAt));
      queue.request(
          Keys.eventId("webhook", url.toString(), eventId), Json.write(message), eventId, GROUP, 0);
    }
  }

  /** Whether the operator still names this address. */
  boolean isWanted(String url) {
    return urls.stream().anyMatch(u -> u.toString().equals(url));
  }

  /** The value of {@code webhook-signature}: one for each secret, so that they can be changed. */
  String signatures(String id, long timestamp, String body) {
    return String.join(" ", secrets.stream().map(s -> s.sign(id, timestamp, body)).toList());
  }
}
