// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.EventType;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One event of a study. Rows are added and never changed. */
@Entity
@Table(name = "study_event")
public class StoredEvent extends PanacheEntityBase {
  @Id public String eventId;
  public String studyId;

  @Enumerated(EnumType.STRING)
  public EventType type;

  public String payload;

  /** When the broker recorded it. */
  public Instant recordedAt;

  protected StoredEvent() {}

  StoredEvent(String eventId, AssayEvent event, Instant recordedAt) {
    this.eventId = eventId;
    this.studyId = event.studyId();
    this.type = event.eventType();
    this.payload = Json.write(event);
    this.recordedAt = recordedAt;
  }

  AssayEvent event() {
    return Json.read(payload, type.payload());
  }
}
