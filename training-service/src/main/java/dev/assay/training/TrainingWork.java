// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.file.Origin;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.outbox.Lease;
import dev.assay.outbox.PermanentFailure;
import dev.assay.outbox.Request;
import dev.assay.outbox.StopSignal;
import dev.assay.outbox.Work;
import dev.assay.outbox.WorkFailure;
import dev.assay.outbox.WorkQueue;
import dev.assay.processes.ChildPool;
import dev.assay.processes.ClassPathDigest;
import dev.assay.training.child.ScratchFolders;
import dev.assay.training.child.TrainerChild;
import dev.assay.training.child.TrainerCommand;
import dev.assay.training.messaging.ProgressChannel;
import dev.assay.training.store.FeaturesRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Trains one run under a lease: prepares the job, runs the child process, and stores what it wrote.
 * The child writes into its scratch folder only. The result counts through the fenced commit alone.
 */
@ApplicationScoped
public class TrainingWork implements Work {
  private static final Logger LOG = Logger.getLogger(TrainingWork.class);

  private final TrainerJobs jobs;
  private final ArtifactStore store;
  private final ScratchFolders folders;
  private final ChildPool children;
  private final WorkQueue queue;
  private final ProgressChannel progress;
  private final Announcements announcements;
  private final TrainingConfig config;
  private final Gpus gpus;
  private final ClassPathDigest libraries = new ClassPathDigest();

  TrainingWork(
      TrainerJobs jobs,
      ArtifactStore store,
      ScratchFolders folders,
      ChildPool children,
      WorkQueue queue,
      ProgressChannel progress,
      Announcements announcements,
      TrainingConfig config,
      Gpus gpus) {
    this.jobs = jobs;
    this.store = store;
    this.folders = folders;
    this.children = children;
    this.queue = queue;
    this.progress = progress;
    this.announcements = announcements;
    this.config = config;
    this.gpus = gpus;
  }

  @Override
  public Result run(Lease lease, StopSignal stop) throws WorkFailure, InterruptedException {
    RunSpec run = Json.read(lease.payload(), RunSpec.class);
    ProgressReport report = new ProgressReport(run, queue, progress);
    if (lease.failures() > 0) {
      report.accept(
          new ChildEvent.Progress("retrying", 0, 0, 0, null, null, null, null, null, null));
    }
    TrainerChild child = new TrainerChild(folders, children, config.silence(), config.stopGrace());
    int gpu = gpus.take();
    try {
      Path scratch = folders.scratch(lease.workKey());
      if (run.isEmbedded()) {
        embed(lease, run, scratch, report, stop);
      }
      TrainerJob job = jobs.job(run, scratch);
      Path resultFile =
          child.run(
              lease.workKey(),
              lease.attempt(),
              TrainerCommand.of(config, run, gpu),
              job,
              report,
              stop);
      return store(lease, run, scratch, resultFile);
    } catch (WorkFailure e) {
      if (child.ranOutOfMemory() && !stop.isRequested()) {
        jobs.halveMicroBatch(run);
      }
      throw new WorkFailure(
          LocalNames.of(store, run, folders, lease.workKey()).hide(e.getMessage()),
          e.actor(),
          e.retryable());
    } catch (ArtifactException e) {
      LOG.errorf(e, "run %s: the artifact store fails", lease.workKey());
      throw new WorkFailure(e.getMessage(), e.actor().name(), true, e);
    } catch (IOException e) {
      LOG.errorf(e, "run %s: the work folder fails", lease.workKey());
      throw new WorkFailure(
          "the work folder of training-service cannot be used: " + e.getMessage(),
          Actor.OPERATOR.name(),
          true,
          e);
    } finally {
      gpus.giveBack(gpu);
      if (queue.status(lease.workKey()).isEmpty()) {
        // Erased meanwhile; the child may have written after its folder was deleted.
        folders.forget(lease.workKey());
      }
    }
  }

  /** Leaves the features of an imported network in the scratch folder. */
  private void embed(Lease lease, RunSpec run, Path scratch, ProgressReport report, StopSignal stop)
      throws WorkFailure, IOException, InterruptedException {
    if (!Files.isDirectory(config.embedderLib())) {
      throw new WorkFailure(
          "assay.training.embedder-lib (ASSAY_EMBEDDER_LIB) names no folder, so no imported model"
              + " can be run",
          Actor.OPERATOR.name(),
          true);
    }
    long modelBytes = Objects.requireNonNull(run.weights().file()).size();
    new TrainerChild(folders, children, config.silence(), config.stopGrace())
        .embed(
            lease.workKey(),
            lease.attempt(),
            TrainerCommand.embedder(config, modelBytes),
            jobs.embedderJob(run, scratch),
            report,
            stop);
  }

  private Result store(Lease lease, RunSpec run, Path scratch, Path resultFile)
      throws IOException, WorkFailure {
    TrainerResult result = Json.read(Files.readString(resultFile), TrainerResult.class);
    StoredRun stored = StoredRun.put(store, run, scratch, result, origin(run));
    @Nullable ArtifactRef features =
        result.featuresFile() == null
            ? null
            : store.put(scratch.resolve(result.featuresFile()), MediaTypes.FEATURES);
    return new Result() {
      @Override
      public void commit(List<Request> requests) {
        stored.write(lease.attempt(), result);
        if (features != null) {
          FeaturesRow.keep(run.featuresKey(), features);
        }
        announcements.trained(requests, run, stored.models());
        LOG.infof(
            "run %s is trained: %.1f s, %.1f CPU s, attempt %d",
            lease.workKey(), result.seconds(), result.cpuSeconds(), lease.attempt());
      }

      @Override
      public void afterwards() {
        folders.deleteScratch(lease.workKey());
      }
    };
  }

  private Origin origin(RunSpec run) throws IOException {
    List<Path> folders =
        run.isEmbedded()
            ? List.of(config.trainerLib(), config.embedderLib())
            : List.of(config.trainerLib());
    return Origin.here(libraries.sha256(folders));
  }

  @Override
  public void failedPermanently(PermanentFailure work) {
    Actor actor = work.actor() == null ? Actor.OPERATOR : Actor.valueOf(work.actor());
    RunSpec run = Json.read(work.payload(), RunSpec.class);
    LOG.errorf(
        "run %s failed permanently after %d attempts: %s",
        work.workKey(), work.failures(), work.reason());
    announcements.failed(work.requests(), run, work.reason(), actor);
  }
}
