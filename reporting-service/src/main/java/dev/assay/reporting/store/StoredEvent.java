// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One event of a study. Rows are added and never changed. */
@Entity
@Table(name = "study_event")
public class StoredEvent extends PanacheEntityBase {
  @Id public String eventId;
  public String studyId;

  @Enumerated(EnumType.STRING)
  public EventType type;

  /** Absent: the event is about the study as a whole. */
  public @Nullable String cellId;

  public String payload;

  /** When the broker recorded it. */
  public Instant recordedAt;

  protected StoredEvent() {}

  StoredEvent(String eventId, AssayEvent event, Instant recordedAt) {
    this.eventId = eventId;
    this.studyId = event.studyId();
    this.type = event.eventType();
    this.cellId = cell(event);
    this.payload = Json.write(event);
    this.recordedAt = recordedAt;
  }

  private static @Nullable String cell(AssayEvent event) {
    return switch (event) {
      case ModelTrained e -> e.cellId();
      case PredictionsReady e -> e.cellId();
      case EvaluationCompleted e -> e.cellId();
      case CellFailed e -> e.cellId();
      default -> null;
    };
  }

  AssayEvent event() {
    return Json.read(payload, type.payload());
  }
}
