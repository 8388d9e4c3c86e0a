// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;

/**
 * Stands on a topic in place of an event of more than {@link #LARGEST_INLINE} bytes, whose JSON is
 * an artifact. The record's headers are those of the event itself.
 *
 * @param studyId the study
 * @param eventId of the event
 * @param content the event as JSON
 */
public record LargeEvent(String studyId, String eventId, ArtifactRef content) {
  /** Bytes of JSON. The broker takes records of at most 1 MiB. */
  public static final int LARGEST_INLINE = 256 * 1024;

  public LargeEvent {
    Check.text("studyId", studyId);
    Check.text("eventId", eventId);
    Check.present("content", content);
  }
}
