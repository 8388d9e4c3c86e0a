package dev.assay.training;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.outbox.Demand;
import dev.assay.outbox.GivenUp;
import dev.assay.outbox.Lease;
import dev.assay.outbox.StopSignal;
import dev.assay.outbox.Work;
import dev.assay.outbox.WorkFailure;
import dev.assay.outbox.WorkQueue;
import dev.assay.processes.JavaCommand;
import dev.assay.training.messaging.Progress;
import dev.assay.training.run.ChildRun;
import dev.assay.training.run.RunFolders;
import dev.assay.training.store.FeaturesRow;
import dev.assay.training.store.RunRow;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Trains one run under a lease: fetches what the job needs, lets the child process train, stores
 * what it leaves. The child writes into its scratch folder and nowhere else; what counts is written
 * by the fenced commit alone.
 */
@ApplicationScoped
public class TrainingWork implements Work {
  private static final Logger LOG = Logger.getLogger(TrainingWork.class);

  private final ArtifactStore store;
  private final RunFolders folders;
  private final WorkQueue queue;
  private final Progress progress;
  private final Announcements announcements;
  private final TrainingConfig config;
  private final Gpus gpus;

  TrainingWork(
      ArtifactStore store,
      RunFolders folders,
      WorkQueue queue,
      Progress progress,
      Announcements announcements,
      TrainingConfig config,
      Gpus gpus) {
    this.store = store;
    this.folders = folders;
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
    ChildRun child = new ChildRun(folders, config.silence(), config.stopGrace());
    int gpu = gpus.take();
    try {
      Path scratch = folders.scratch(lease.workKey());
      TrainerJob job = job(run, scratch);
      Path resultFile =
          child.run(
              lease.workKey(),
              lease.attempt(),
              command(),
              environment(run, gpu),
              job,
              Path.of(job.eventsFile()),
              report,
              stop);
      return store(lease, run, scratch, resultFile);
    } catch (WorkFailure e) {
      if (child.ranOutOfMemory() && !stop.isRequested()) {
        takeLess(run);
      }
      throw new WorkFailure(
          LocalNames.of(store, run, folders, lease.workKey()).hide(e.getMessage()),
          e.actor(),
          e.retryable());
    } catch (ArtifactException e) {
      LOG.errorf(e, "run %s: the artifact store fails", lease.workKey());
      throw new WorkFailure(e.getMessage(), e.actor().name(), true);
    } catch (IOException e) {
      LOG.errorf(e, "run %s: the work folder fails", lease.workKey());
      throw new WorkFailure(
          "the work folder of training-service cannot be used: " + e.getMessage(),
          Actor.OPERATOR.name(),
          true);
    } finally {
      gpus.giveBack(gpu);
    }
  }

  /**
   * What the engine has no call for, it reads from its environment. Without TensorFloat-32 asked
   * for, no library under it may use it, convolutions included.
   */
  static Map<String, String> environment(RunSpec run, int gpu) {
    Map<String, String> environment = new HashMap<>();
    // Engine threads that wait must not spin: on a busy machine that takes all its time.
    environment.put("OMP_WAIT_POLICY", "PASSIVE");
    if (run.training().deviceClass().equals("cuda")) {
      if (gpu != Gpus.ANY) {
        environment.put("CUDA_VISIBLE_DEVICES", Integer.toString(gpu));
      }
      boolean tf32 = Boolean.TRUE.equals(run.training().recipe().tf32());
      environment.put(
          tf32 ? "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE" : "NVIDIA_TF32_OVERRIDE", tf32 ? "1" : "0");
    }
    return environment;
  }

  /**
   * The next attempt passes half as many images at once and adds up their gradients. The trainer
   * records it as a deviation from the recipe. Heads on a frozen backbone need no memory to speak
   * of, so theirs stays.
   */
  private static void takeLess(RunSpec run) {
    if (run.training().frozen()) {
      return;
    }
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              RunRow row = RunRow.of(run.runKey()).orElseThrow();
              row.microBatch = Math.max(1, row.microBatch() / 2);
              LOG.warnf(
                  "run %s ran out of memory and goes on with %d images at a time",
                  run.runKey(), row.microBatch);
            });
  }

  private static int microBatch(RunSpec run) {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                RunRow.of(run.runKey())
                    .map(RunRow::microBatch)
                    .orElse(run.training().microBatch()));
  }

  private TrainerJob job(RunSpec run, Path scratch) {
    @Nullable ArtifactRef weights = run.weights().file();
    @Nullable ArtifactRef headWeights = run.weights().headFile();
    return new TrainerJob(
        run.runKey(),
        run.training().backbone(),
        weights == null ? null : store.local(weights).toString(),
        run.weights().source(),
        weights == null ? null : weights.sha256(),
        run.training().preprocessing(),
        run.training().head(),
        run.training().frozen(),
        run.training().recipe(),
        run.training().subsetRatio(),
        run.training().seed(),
        run.training().threads(),
        run.training().deviceClass(),
        microBatch(run),
        store.local(run.pixels()).toString(),
        store.local(run.manifest()).toString(),
        features(run).map(Path::toString).orElse(null),
        scratch.toString(),
        scratch.resolve("events.jsonl").toString(),
        headWeights == null ? null : store.local(headWeights).toString());
  }

  /** Features are a cache: what is lost or damaged is computed again. */
  private Optional<Path> features(RunSpec run) {
    if (!run.training().frozen()) {
      return Optional.empty();
    }
    Optional<ArtifactRef> known =
        QuarkusTransaction.requiringNew().call(() -> FeaturesRow.of(run.featuresKey()));
    try {
      return known.map(store::local);
    } catch (ArtifactException.Missing | ArtifactException.Corrupt e) {
      LOG.warnf("run %s computes its features again: %s", run.runKey(), e.getMessage());
      return Optional.empty();
    }
  }

  private JavaCommand command() {
    Path libraries = config.trainerLib().toAbsolutePath();
    // Tensors lie outside the heap. A young generation that grows would only fill memory with
    // garbage that they could use.
    return JavaCommand.main(config.mainClass(), List.of(libraries + "/*", libraries.toString()))
        .options("-Xmx" + config.heap(), "-Xms64m", "-Xmn16m", "-XX:+UseSerialGC");
  }

  private Result store(Lease lease, RunSpec run, Path scratch, Path resultFile)
      throws IOException, WorkFailure {
    TrainerResult result = Json.read(Files.readString(resultFile), TrainerResult.class);
    StoredRun stored = StoredRun.put(store, run, scratch, result);
    @Nullable ArtifactRef features =
        result.featuresFile() == null
            ? null
            : store.put(scratch.resolve(result.featuresFile()), MediaTypes.FEATURES);
    return new Result() {
      @Override
      public void commit(List<Demand> demands) {
        stored.write(lease.attempt(), result);
        if (features != null) {
          FeaturesRow.keep(run.featuresKey(), features);
        }
        announcements.trained(demands, run, stored.models());
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

  @Override
  public void giveUp(GivenUp work) {
    Actor actor = work.actor() == null ? Actor.OPERATOR : Actor.valueOf(work.actor());
    RunSpec run = Json.read(work.payload(), RunSpec.class);
    LOG.errorf(
        "run %s is given up after %d attempts: %s", work.workKey(), work.failures(), work.reason());
    announcements.failed(work.demands(), run, work.reason(), actor);
  }
}
