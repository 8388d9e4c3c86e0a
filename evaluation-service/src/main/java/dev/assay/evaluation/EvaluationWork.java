// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.evaluation.metrics.CellEvaluator;
import dev.assay.evaluation.metrics.CellJob;
import dev.assay.evaluation.metrics.EvaluationJob;
import dev.assay.evaluation.metrics.PooledEvaluator;
import dev.assay.evaluation.metrics.PooledJob;
import dev.assay.evaluation.metrics.Unusable;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.EvaluationRow;
import dev.assay.outbox.Lease;
import dev.assay.outbox.PermanentFailure;
import dev.assay.outbox.Request;
import dev.assay.outbox.Work;
import dev.assay.outbox.WorkFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Evaluates one cell under a lease; the key of the work is the evaluation key. */
@ApplicationScoped
public class EvaluationWork {
  private static final Logger LOG = Logger.getLogger(EvaluationWork.class);

  private final CellEvaluator evaluator;
  private final PooledEvaluator pooledEvaluator;
  private final ArtifactStore store;
  private final Announcements announcements;

  EvaluationWork(
      CellEvaluator evaluator,
      PooledEvaluator pooledEvaluator,
      ArtifactStore store,
      Announcements announcements) {
    this.evaluator = evaluator;
    this.pooledEvaluator = pooledEvaluator;
    this.store = store;
    this.announcements = announcements;
  }

  Work.Result run(Lease lease) throws WorkFailure {
    long begin = System.nanoTime();
    MetricsFile metrics = evaluate(lease);
    ArtifactRef ref = put(metrics);
    LOG.infof(
        "evaluation %s: %d images, %d groups, %d seeds in %.1f s",
        lease.workKey(),
        metrics.data().images(),
        metrics.data().groups(),
        metrics.seeds().size(),
        (System.nanoTime() - begin) / 1e9);
    return requests -> {
      EvaluationRow.keep(lease.workKey(), ref);
      forEachCell(requests, lease.workKey(), c -> announcements.completed(c, lease.workKey(), ref));
    };
  }

  private MetricsFile evaluate(Lease lease) throws WorkFailure {
    try {
      return switch (CellJob.read(lease.payload())) {
        case EvaluationJob one -> evaluator.evaluate(one);
        case PooledJob folds -> pooledEvaluator.evaluate(folds);
      };
    } catch (Unusable e) {
      if (e.getCause() != null) {
        LOG.warnf(e.getCause(), "evaluation %s: %s", lease.workKey(), e.getMessage());
      }
      throw new WorkFailure(e.getMessage(), e.actor().name(), e.passing());
    }
  }

  private ArtifactRef put(MetricsFile metrics) throws WorkFailure {
    try {
      return store.put(
          new ByteArrayInputStream(metrics.toJson().getBytes(StandardCharsets.UTF_8)),
          MediaTypes.METRICS);
    } catch (ArtifactException e) {
      LOG.warnf(e, "the metrics cannot be stored");
      throw new WorkFailure(
          "the metrics cannot be stored: the artifact store fails", Actor.OPERATOR.name(), true, e);
    }
  }

  void failedPermanently(PermanentFailure work, Actor actor) {
    forEachCell(
        work.requests(), work.workKey(), c -> announcements.failed(c, work.reason(), actor));
  }

  /** A cell that has other predictions by now is not notified of these. */
  private static void forEachCell(
      List<Request> requests, String evaluationKey, Consumer<CellRow> action) {
    for (Request request : requests) {
      CellRow.of(request.group(), request.requester())
          .filter(cell -> evaluationKey.equals(cell.evaluationKey))
          .ifPresent(action);
    }
  }
}
