// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.training.store.StudyRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * The studies that this service knows. Each result is of one cell, and a study may have 100,000: so
 * the last studies are kept in memory as long as it suffices. They never change.
 */
@ApplicationScoped
class KnownStudies {
  private static final int MOST = 64;

  private final Cache<String, StudyIndex> indexes =
      Caffeine.newBuilder().maximumSize(MOST).softValues().build();

  /** In a transaction; absent while only other events of the study have come. */
  Optional<StudyIndex> find(String studyId) {
    StudyIndex known = indexes.getIfPresent(studyId);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<StudyIndex> read = StudyRow.event(studyId).map(StudyIndex::new);
    read.ifPresent(index -> indexes.put(studyId, index));
    return read;
  }

  /** A study that was erased. */
  void forget(String studyId) {
    indexes.invalidate(studyId);
  }
}
