// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.child;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.EmbedderJob;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.contracts.job.ScorerResult;
import dev.assay.inference.InferenceConfig;
import dev.assay.outbox.StopSignal;
import dev.assay.outbox.WorkFailure;
import dev.assay.processes.ChildPool;
import dev.assay.processes.ChildProcess;
import dev.assay.processes.JavaCommand;
import dev.assay.processes.OwnFolder;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a scoring in a child process, so that a crash of the native engine costs one
 * attempt and never the service. The child knows no database and no broker, and ends with this
 * process. It does one scoring after another.
 */
@ApplicationScoped
public class ScorerChild {
  private static final String SCORER = "scorer";
  private static final String EMBEDDER = "embedder";

  private final InferenceConfig config;
  private final ChildPool children;

  ScorerChild(InferenceConfig config, ChildPool children) {
    this.config = config;
    this.children = children;
  }

  /**
   * Runs the job to its end.
   *
   * @param log to which the output of the process is appended
   * @param progress called in another thread
   * @throws WorkFailure when the child failed, crashed or was stopped
   */
  public ScorerResult run(
      ScorerJob job, Path log, StopSignal stop, Consumer<ChildEvent.Progress> progress)
      throws WorkFailure, InterruptedException {
    try {
      return Json.read(Files.readString(result(job, log, stop, progress)), ScorerResult.class);
    } catch (IOException e) {
      throw unusable(SCORER, e);
    }
  }

  /**
   * Runs a job that explains an image; likewise.
   *
   * @return the file of the {@link dev.assay.contracts.file.Explanation}
   */
  public Path explain(ScorerJob job, Path log, StopSignal stop)
      throws WorkFailure, InterruptedException {
    return result(job, log, stop, progress -> {});
  }

  private Path result(
      ScorerJob job, Path log, StopSignal stop, Consumer<ChildEvent.Progress> progress)
      throws WorkFailure, InterruptedException {
    Path scratch = Path.of(job.scratch());
    AtomicReference<@Nullable ChildEvent> last = new AtomicReference<>();
    try {
      Path jobFile = scratch.resolve("job.json");
      Files.writeString(jobFile, Json.writePretty(job));
      ChildProcess child =
          children.start(
              new ChildPool.Kind(
                  JavaCommand.main(
                          config.mainClass(), List.of(config.scorerLib().toAbsolutePath() + "/*"))
                      .options("-Xmx" + config.scorerHeap()),
                  Map.of(
                      "ASSAY_ENGINE_CACHE",
                      config.engineCache().toAbsolutePath().toString(),
                      // Engine threads that wait must not spin: on a busy machine they would take
                      // all its time.
                      "OMP_WAIT_POLICY",
                      "PASSIVE"),
                  "%d threads, %s".formatted(job.threads(), job.device())),
              new ChildPool.Job(
                  jobFile.toString(),
                  log,
                  Path.of(job.eventsFile()),
                  line -> handle(line, last, progress)));
      int exit = await(SCORER, child, stop);
      ChildEvent.Done done = result(SCORER, exit, last.get());
      return scratch.resolve(done.resultFile());
    } catch (IOException e) {
      throw unusable(SCORER, e);
    }
  }

  /**
   * Runs the network of an imported model before the scorer starts: in a process of its own with
   * limited memory and without an environment.
   *
   * @param scratch its working directory
   * @param modelBytes size of its file
   * @throws WorkFailure when the child failed, crashed or was stopped
   */
  public void embed(
      EmbedderJob job,
      Path scratch,
      long modelBytes,
      Path log,
      StopSignal stop,
      Consumer<ChildEvent.Progress> progress)
      throws WorkFailure, InterruptedException {
    if (!Files.isDirectory(config.embedderLib())) {
      throw new WorkFailure(
          "assay.inference.embedder-lib (ASSAY_EMBEDDER_LIB) names no folder, so no imported model"
              + " can be run",
          Actor.OPERATOR.name(),
          true);
    }
    AtomicReference<@Nullable ChildEvent> last = new AtomicReference<>();
    try {
      Path temporary = OwnFolder.createEmpty(scratch.resolve("embedder-tmp"));
      Path jobFile = Files.writeString(scratch.resolve("embedder-job.json"), Json.write(job));
      List<String> command =
          JavaCommand.main(EmbedderJob.MAIN, List.of(config.embedderLib().toAbsolutePath() + "/*"))
              .options(EmbedderJob.JVM_OPTIONS)
              .temporary(temporary)
              .arguments(jobFile.toString())
              .wordsWithin(EmbedderJob.memoryBytes(modelBytes));
      ChildProcess child =
          ChildProcess.of(command)
              .emptyEnvironment()
              .environment("TMPDIR", temporary.toString())
              // Each arena of the allocator reserves address space.
              .environment("MALLOC_ARENA_MAX", "2")
              .directory(scratch)
              .log(log)
              .events(Path.of(job.eventsFile()), line -> handle(line, last, progress))
              .start();
      int exit = await(EMBEDDER, child, stop);
      result(EMBEDDER, exit, last.get());
    } catch (IOException e) {
      throw unusable(EMBEDDER, e);
    }
  }

  private static WorkFailure unusable(String child, IOException e) {
    return new WorkFailure(
        "the %s cannot be run in its scratch folder: %s"
            .formatted(child, e.getClass().getSimpleName()),
        Actor.OPERATOR.name(),
        true,
        e);
  }

  private static void handle(
      String line,
      AtomicReference<@Nullable ChildEvent> last,
      Consumer<ChildEvent.Progress> progress) {
    switch (Json.read(line, ChildEvent.class)) {
      case ChildEvent.Progress p -> progress.accept(p);
      case ChildEvent.Done done -> last.set(done);
      case ChildEvent.Failed failed -> last.set(failed);
    }
  }

  private int await(String name, ChildProcess child, StopSignal stop)
      throws WorkFailure, InterruptedException {
    try {
      CompletableFuture.anyOf(child.onExit(), stop.future()).get();
      if (stop.isRequested()) {
        throw new WorkFailure("stopped on request", Actor.OPERATOR.name(), true);
      }
      return child.waitFor();
    } catch (ExecutionException e) {
      throw new WorkFailure(
          "the events of the " + name + " cannot be read: " + e.getCause(),
          Actor.DEVELOPER.name(),
          true);
    } finally {
      child.stop(config.stopGrace());
    }
  }

  private static ChildEvent.Done result(String name, int exit, @Nullable ChildEvent last)
      throws WorkFailure {
    if (last instanceof ChildEvent.Failed failed) {
      throw new WorkFailure(failed.reason(), failed.actor().name(), failed.retryable());
    }
    if (exit == 0 && last instanceof ChildEvent.Done done) {
      return done;
    }
    throw new WorkFailure(
        "the " + name + " ended with exit code " + exit + " and no reason; its log may have one",
        Actor.OPERATOR.name(),
        true);
  }
}
