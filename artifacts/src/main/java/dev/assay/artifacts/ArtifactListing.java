// SPDX-License-Identifier: Apache-2.0
package dev.assay.artifacts;

import dev.assay.contracts.ArtifactRef;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * What garbage collection does with a store. It is separate from the store, because nothing else
 * may list artifacts, or remove one that somebody may be putting.
 */
public interface ArtifactListing {
  /**
   * One stored artifact. Its media type is not known here: it is part of the reference, not of the
   * bytes.
   *
   * @param sha256 64 lower-case hexadecimal digits, as in {@link ArtifactRef#sha256()}
   * @param size in bytes
   * @param lastPut when these bytes were last put; a collector keeps recent ones, because the
   *     transaction that will refer to them may still be running
   */
  record Stored(String sha256, long size, Instant lastPut) {}

  /** In no particular order; close the stream. */
  Stream<Stored> list();

  /**
   * Removes an artifact unless it was put again since it was listed. A put at the same moment wins:
   * once it has returned, the bytes are there.
   *
   * @return false if it was put again, or is gone
   */
  boolean removeUnlessPutSince(Stored listed);
}
