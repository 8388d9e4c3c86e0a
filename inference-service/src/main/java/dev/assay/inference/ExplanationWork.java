// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

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
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explains one image under a lease, in the process that also scores. */
@ApplicationScoped
public class ExplanationWork {
  private final ScorerChild child;
  private final ScratchFolders scratch;
  private final JobFiles files;

  ExplanationWork(ScorerChild child, ScratchFolders scratch, JobFiles files) {
    this.child = child;
    this.scratch = scratch;
    this.files = files;
  }

  /** See {@link Work#run}. */
  public Work.Result run(Lease lease, StopSignal stop) throws WorkFailure, InterruptedException {
    ExplanationJob job = Json.read(lease.payload(), ExplanationJob.class);
    Path folder = scratch.fresh(job.hash());
    @Nullable ModelParts parts = job.parts();
    ScorerJob scorer =
        new ScorerJob(
            job.hash(),
            files.local(parts == null ? job.model() : parts.head()),
            files.local(job.modelManifest()),
            job.threads(),
            job.device(),
            files.pixels(job.pixels(), job.blocks(), List.of(job.image())),
            files.local(job.splitManifest()),
            folder.toString(),
            folder.resolve("events.jsonl").toString(),
            null,
            null,
            parts == null ? null : files.local(parts.backbone()),
            null,
            new ScorerJob.Explain(job.image(), job.label()),
            null);
    ArtifactRef explanation =
        files.put(
            child.explain(scorer, scratch.log(job.hash()), stop),
            MediaTypes.EXPLANATION,
            "explanation");
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
}
