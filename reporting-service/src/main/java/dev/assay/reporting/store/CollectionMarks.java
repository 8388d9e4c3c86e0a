// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.artifacts.ArtifactListing.Stored;
import dev.assay.reporting.collection.Marks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Artifacts that earlier runs of the collector have found nobody to refer to. */
@ApplicationScoped
public class CollectionMarks implements Marks {

  @Override
  @Transactional
  public Instant markedAt(Stored unreferenced, Instant now, boolean dryRun) {
    // As precise as the database.
    Instant lastPut = unreferenced.lastPut().truncatedTo(ChronoUnit.MICROS);
    Optional<CollectionMark> known = CollectionMark.findByIdOptional(unreferenced.sha256());
    Instant markedAt =
        known.filter(mark -> mark.lastPut.equals(lastPut)).map(mark -> mark.markedAt).orElse(now);
    if (!dryRun) {
      CollectionMark mark = known.orElseGet(CollectionMark::new);
      mark.sha256 = unreferenced.sha256();
      mark.lastPut = lastPut;
      mark.markedAt = markedAt;
      mark.seenAt = now.truncatedTo(ChronoUnit.MICROS);
      mark.persist();
    }
    return markedAt;
  }

  @Override
  @Transactional
  public void forgetOthers(Instant now) {
    CollectionMark.delete("seenAt < ?1", now.truncatedTo(ChronoUnit.MICROS));
  }
}
