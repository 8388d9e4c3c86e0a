// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.artifacts.ArtifactListing;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.outbox.References;
import dev.assay.reporting.CollectionConfig;
import dev.assay.reporting.forwarding.ReferencesElsewhere;
import dev.assay.reporting.store.CollectionMarks;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/** Removes the artifacts of this stack's store that nothing refers to; one run at a time. */
@ApplicationScoped
public class Collector {
  private static final Logger LOG = Logger.getLogger(Collector.class);

  private final Collection collection;
  private final CollectionConfig config;
  private final ReentrantLock running = new ReentrantLock();

  Collector(
      ArtifactStore store,
      References references,
      ReferencesElsewhere elsewhere,
      TopicReferences topics,
      CollectionMarks marks,
      CollectionConfig config) {
    this.config = config;
    this.collection =
        new Collection(
            (ArtifactListing) store,
            List.of(elsewhere::forEach, references::forEach, topics::forEach),
            marks,
            Clock.systemUTC(),
            config.mark());
  }

  /**
   * @throws ProblemException 409 if a run is going on, 502 if a service does not answer
   */
  public CollectionReport run(boolean dryRun, Duration grace) {
    if (!running.tryLock()) {
      throw new ProblemException(
          Problem.of(409, "artifacts are being collected already; try again when that has ended"));
    }
    try {
      CollectionReport report = collection.run(dryRun, grace);
      LOG.infof(
          "%d artifacts of %d bytes are kept, %d are too young to judge, %d are marked, %d of %d"
              + " bytes %s removed",
          report.kept().artifacts(),
          report.kept().bytes(),
          report.young().artifacts(),
          report.marked().artifacts(),
          report.removed().artifacts(),
          report.removed().bytes(),
          dryRun ? "would be" : "are");
      return report;
    } finally {
      running.unlock();
    }
  }

  /** With the time of grace of the settings. */
  CollectionReport run() {
    return run(false, config.grace());
  }
}
