// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import java.time.Instant;

/** An event as one JSON document: CloudEvents 1.0 in structured mode. */
final class CloudEvent {
  static final String MEDIA_TYPE = "application/cloudevents+json";
  private static final ObjectMapper JSON = Json.mapper();

  private CloudEvent() {}

  /**
   * @param recordedAt when the broker recorded it
   */
  static String of(String eventId, AssayEvent event, Instant recordedAt) {
    ObjectNode document = JSON.createObjectNode();
    document.put("specversion", "1.0");
    document.put("id", eventId);
    document.put("type", event.eventType().type());
    document.put("source", "/assay");
    document.put("subject", event.studyId());
    document.put("time", recordedAt.toString());
    document.put("datacontenttype", "application/json");
    document.set("data", JSON.valueToTree(event));
    return document.toString();
  }
}
