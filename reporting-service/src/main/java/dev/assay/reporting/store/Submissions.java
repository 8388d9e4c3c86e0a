// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.contracts.event.StudySubmitted;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * What was submitted, found without reading it again: the submission of a study of 100,000 cells is
 * a text of some 60 MB, and it never changes. The last ones are kept as long as memory suffices.
 */
@ApplicationScoped
class Submissions {
  private static final int MOST = 64;

  private final Cache<String, StudyIndex> kept =
      Caffeine.newBuilder().maximumSize(MOST).softValues().build();

  /** In a transaction; absent until the event has come. */
  Optional<StudyIndex> of(String studyId) {
    StudyIndex known = kept.getIfPresent(studyId);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<StudyIndex> read =
        StoredEvent.<StoredEvent>find(
                "studyId = ?1 and cellId is null and type = ?2", studyId, EventType.STUDY_SUBMITTED)
            .firstResultOptional()
            .map(stored -> new StudyIndex((StudySubmitted) stored.event()));
    read.ifPresent(index -> kept.put(studyId, index));
    return read;
  }

  /** Some of them were erased. */
  void forgetAll() {
    kept.invalidateAll();
  }
}
