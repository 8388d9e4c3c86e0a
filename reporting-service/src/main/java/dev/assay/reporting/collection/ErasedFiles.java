// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.artifacts.ArtifactListing;
import dev.assay.artifacts.ArtifactListing.Stored;
import dev.assay.reporting.collection.Collection.Source;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Removes the artifacts that erased rows referred to, but for those that any other row or record
 * refers to, and those that were put so recently that somebody may be about to.
 */
final class ErasedFiles {
  private final ArtifactListing store;
  private final List<Source> sources;

  ErasedFiles(ArtifactListing store, List<Source> sources) {
    this.store = store;
    this.sources = List.copyOf(sources);
  }

  /**
   * What a run did.
   *
   * @param gone artifacts that nothing refers to and that the store no longer has
   * @param shared artifacts that something else refers to
   * @param young artifacts that a later run has to judge
   */
  record Outcome(int gone, int shared, int young) {}

  /**
   * @param candidates SHA-256 of the artifacts
   * @param limit those that were put later are left
   * @throws RuntimeException if not everything that may refer to one can be asked; nothing is
   *     removed then
   */
  Outcome remove(Collection<String> candidates, Instant limit) {
    Set<String> left = new HashSet<>(candidates);
    int all = left.size();
    for (Source source : sources) {
      if (!left.isEmpty()) {
        source.accept(left::remove);
      }
    }
    int unreferenced = left.size();
    int young = 0;
    if (unreferenced > 0) {
      try (Stream<Stored> listed = store.list()) {
        for (Stored stored : (Iterable<Stored>) listed::iterator) {
          if (left.contains(stored.sha256())
              && (!stored.lastPut().isBefore(limit) || !store.removeUnlessPutSince(stored))) {
            young++;
          }
        }
      }
    }
    return new Outcome(unreferenced - young, all - unreferenced, young);
  }
}
