// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.inference.child.ScorerChild;
import dev.assay.inference.child.ScratchFolders;
import dev.assay.inference.store.ExplanationRow;
import dev.assay.outbox.Lease;
import dev.assay.outbox.Request;
import dev.assay.outbox.StopSignal;
import dev.assay.outbox.Work;
import dev.assay.outbox.WorkFailure;
import dev.assay.outbox.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Explains one image under a lease, in the process that also scores. */
@ApplicationScoped
public class ExplanationWork {
  private static final Logger LOG = Logger.getLogger(ExplanationWork.class);

  private final ScorerChild child;
  private final ScratchFolders scratch;
  private final ArtifactStore store;
  private final WorkQueue queue;

  ExplanationWork(ScorerChild child, ScratchFolders scratch, ArtifactStore store, WorkQueue queue) {
    this.queue = queue;
    this.child = child;
    this.scratch = scratch;
    this.store = store;
  }

  /** See {@link Work#run}. */
  public Work.Result run(Lease lease, StopSignal stop) throws WorkFailure, InterruptedException {
    try {
      return explain(lease, stop);
    } finally {
      if (queue.status(lease.workKey()).isEmpty()) {
        // Erased meanwhile; the child may have written after its folder was deleted.
        scratch.forget(ExplanationJob.hash(lease.workKey()));
      }
    }
  }

  private Work.Result explain(Lease lease, StopSignal stop)
      throws WorkFailure, InterruptedException {
    ExplanationJob job = Json.read(lease.payload(), ExplanationJob.class);
    Path folder = scratch.fresh(job.hash());
    @Nullable ModelParts parts = job.parts();
    ScorerJob scorer =
        new ScorerJob(
            job.hash(),
            local(parts == null ? job.model() : parts.head()),
            local(job.modelManifest()),
            job.threads(),
            job.device(),
            local(job.pixels()),
            local(job.splitManifest()),
            folder.toString(),
            folder.resolve("events.jsonl").toString(),
            null,
            null,
            parts == null ? null : local(parts.backbone()),
            null,
            new ScorerJob.Explain(job.image(), job.label()));
    ArtifactRef explanation = put(child.explain(scorer, scratch.log(job.hash()), stop));
    return new Work.Result() {
      @Override
      public void commit(List<Request> requests) {
        ExplanationRow.keep(lease.workKey(), explanation);
      }

      @Override
      public void afterwards() {
        scratch.remove(job.hash());
      }
    };
  }

  private String local(ArtifactRef ref) throws WorkFailure {
    try {
      return store.local(ref).toString();
    } catch (ArtifactException e) {
      LOG.warnf(e, "an artifact cannot be read");
      throw new WorkFailure(
          "the artifact " + ref.uri() + " cannot be read from the store",
          Actor.OPERATOR.name(),
          true,
          e);
    }
  }

  private ArtifactRef put(Path file) throws WorkFailure {
    try {
      return store.put(file, MediaTypes.EXPLANATION);
    } catch (ArtifactException e) {
      LOG.warnf(e, "an explanation cannot be stored");
      throw new WorkFailure(
          "the explanation cannot be stored: the artifact store fails",
          Actor.OPERATOR.name(),
          true,
          e);
    }
  }
}
