// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.artifacts.ArtifactListing;
import dev.assay.artifacts.ArtifactListing.Stored;
import dev.assay.reporting.collection.CollectionReport.Amount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One run of the collector. An artifact is removed only if all of this holds:
 *
 * <ul>
 *   <li>It was last put before the grace time, so the attempt that put it has committed or failed.
 *   <li>No row of any service and no record of a topic refers to it.
 *   <li>An earlier run found the same, long enough ago, and it was not put since.
 *   <li>It is not put at the same moment: {@link ArtifactListing#removeUnlessPutSince}.
 * </ul>
 *
 * If any service or the broker does not answer, nothing is removed.
 */
final class Collection {
  /** All that refer to artifacts; each tells hashes, or throws if it cannot tell all. */
  interface Source extends Consumer<Consumer<String>> {}

  private final ArtifactListing store;
  private final List<Source> sources;
  private final Marks marks;
  private final Clock clock;
  private final Duration markAge;

  Collection(
      ArtifactListing store, List<Source> sources, Marks marks, Clock clock, Duration markAge) {
    this.store = store;
    this.sources = List.copyOf(sources);
    this.marks = marks;
    this.clock = clock;
    this.markAge = markAge;
  }

  /**
   * @param grace artifacts that were put within this time are kept
   */
  CollectionReport run(boolean dryRun, Duration grace) {
    Instant now = clock.instant();
    Instant limit = now.minus(grace);
    Candidates candidates = old(limit);
    for (Source source : sources) {
      source.accept(candidates::refer);
    }
    Amount kept = Amount.NONE;
    Amount young = Amount.NONE;
    Amount marked = Amount.NONE;
    Amount removed = Amount.NONE;
    try (Stream<Stored> all = store.list()) {
      for (Stored stored : (Iterable<Stored>) all::iterator) {
        if (!stored.lastPut().isBefore(limit)) {
          young = young.and(stored.size());
        } else if (!candidates.isUnreferenced(stored.sha256())) {
          kept = kept.and(stored.size());
        } else if (marks.markedAt(stored, now, dryRun).isAfter(now.minus(markAge))) {
          marked = marked.and(stored.size());
        } else if (dryRun || store.removeUnlessPutSince(stored)) {
          removed = removed.and(stored.size());
        }
      }
    }
    if (!dryRun) {
      marks.forgetOthers(now);
    }
    return new CollectionReport(dryRun, kept, young, marked, removed);
  }

  private Candidates old(Instant limit) {
    Candidates candidates = new Candidates();
    try (Stream<Stored> all = store.list()) {
      all.filter(stored -> stored.lastPut().isBefore(limit))
          .forEach(stored -> candidates.add(stored.sha256()));
    }
    candidates.seal();
    return candidates;
  }
}
