// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.assay.contracts.cell.Keys;

/**
 * Something that happened to a study, or an erasure of several. All events are keyed by it, carry
 * references instead of bytes, and have an id that is the same each time the same fact is
 * published.
 */
public sealed interface AssayEvent
    permits StudySubmitted,
        SplitPublished,
        CellProgress,
        ModelTrained,
        PredictionsReady,
        EvaluationCompleted,
        ComparisonCompleted,
        ComparisonFailed,
        CellFailed,
        StudyCancelRequested,
        StudyFinished,
        ErasureRequested,
        ErasureConfirmed {

  /** The study, or the erasure, and the record key on the topic. */
  String studyId();

  /** What distinguishes this fact from others of its type; hashed into {@link #eventId()}. */
  @JsonIgnore
  String[] identity();

  @JsonIgnore
  default EventType eventType() {
    return EventType.of(getClass());
  }

  @JsonIgnore
  default String eventId() {
    return Keys.eventId(eventType().type(), identity());
  }
}
