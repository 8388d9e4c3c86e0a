// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.artifacts.ArtifactListing.Stored;
import java.time.Instant;

/** Artifacts that earlier runs have found nobody to refer to. */
public interface Marks {
  /**
   * When the artifact was marked, if it was not put since. Otherwise it is marked now, unless it is
   * a dry run.
   */
  Instant markedAt(Stored unreferenced, Instant now, boolean dryRun);

  /** Forgets the marks that this run has not renewed. */
  void forgetOthers(Instant now);
}
