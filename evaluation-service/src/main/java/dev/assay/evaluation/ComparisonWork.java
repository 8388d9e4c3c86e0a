// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.evaluation.comparisons.CellComparer;
import dev.assay.evaluation.comparisons.ComparisonJob;
import dev.assay.evaluation.metrics.Unusable;
import dev.assay.evaluation.store.ComparisonRow;
import dev.assay.outbox.Lease;
import dev.assay.outbox.PermanentFailure;
import dev.assay.outbox.Work;
import dev.assay.outbox.WorkFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;

/** Compares the cells of one data set under a lease. */
@ApplicationScoped
public class ComparisonWork {
  private static final Logger LOG = Logger.getLogger(ComparisonWork.class);
  private static final String PREFIX = "comparison-";

  private final CellComparer comparer;
  private final ArtifactStore store;
  private final Comparisons comparisons;

  ComparisonWork(CellComparer comparer, ArtifactStore store, Comparisons comparisons) {
    this.comparer = comparer;
    this.store = store;
    this.comparisons = comparisons;
  }

  static String workKey(String comparisonKey) {
    return PREFIX + comparisonKey;
  }

  static String comparisonKey(String workKey) {
    return workKey.substring(PREFIX.length());
  }

  static boolean owns(String workKey) {
    return workKey.startsWith(PREFIX);
  }

  Work.Result run(Lease lease) throws WorkFailure {
    long begin = System.nanoTime();
    ComparisonJob job = Json.read(lease.payload(), ComparisonJob.class);
    ArtifactRef ref = put(compare(lease, job));
    LOG.infof(
        "%s: %d cells in %.1f s",
        lease.workKey(), job.cells().size(), (System.nanoTime() - begin) / 1e9);
    return requests -> {
      ComparisonRow.keep(job.key(), ref);
      requests.forEach(request -> comparisons.announce(request, job, ref));
    };
  }

  private ComparisonsFile compare(Lease lease, ComparisonJob job) throws WorkFailure {
    try {
      return comparer.compare(job);
    } catch (Unusable e) {
      if (e.getCause() != null) {
        LOG.warnf(e.getCause(), "%s: %s", lease.workKey(), e.getMessage());
      }
      throw new WorkFailure(e.getMessage(), e.actor().name(), e.passing());
    }
  }

  private ArtifactRef put(ComparisonsFile comparison) throws WorkFailure {
    try {
      return store.put(
          new ByteArrayInputStream(comparison.toJson().getBytes(StandardCharsets.UTF_8)),
          MediaTypes.COMPARISONS);
    } catch (ArtifactException e) {
      LOG.warnf(e, "the comparison cannot be stored");
      throw new WorkFailure(
          "the comparison cannot be stored: the artifact store fails",
          Actor.OPERATOR.name(),
          true,
          e);
    }
  }

  void failedPermanently(PermanentFailure work, Actor actor) {
    ComparisonJob job = Json.read(work.payload(), ComparisonJob.class);
    work.requests()
        .forEach(request -> comparisons.failedPermanently(request, job, work.reason(), actor));
  }
}
