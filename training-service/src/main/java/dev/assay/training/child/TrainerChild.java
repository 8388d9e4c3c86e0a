// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.child;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.EmbedderJob;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.outbox.StopSignal;
import dev.assay.outbox.WorkFailure;
import dev.assay.processes.ChildPool;
import dev.assay.processes.ChildProcess;
import dev.assay.processes.JavaCommand;
import dev.assay.processes.OwnFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a run in a child process, so that a crash of the native engine costs one attempt
 * and never the service. The child reports how it ended in its last event; where that is missing,
 * the exit code decides.
 */
public final class TrainerChild {
  private static final String JOB = "job.json";
  private static final String TEMPORARY = "tmp";

  /** A terminal sends its signal to the child and to this process, which may notice it later. */
  private static final Duration SIGNAL_TO_ALL = Duration.ofSeconds(2);

  private final ScratchFolders folders;
  private final ChildPool children;
  private final Duration silence;
  private final Duration grace;

  private volatile ChildEvent.@Nullable Done done;
  private volatile ChildEvent.@Nullable Failed failed;
  private volatile long lastEvent;
  private volatile boolean outOfMemory;

  /**
   * @param children for runs that need no process of their own
   * @param silence longest time without an event, after which the child is stopped
   * @param grace time between SIGTERM and SIGKILL
   */
  public TrainerChild(
      ScratchFolders folders, ChildPool children, Duration silence, Duration grace) {
    this.folders = folders;
    this.children = children;
    this.silence = silence;
    this.grace = grace;
  }

  /** Whether the attempt failed because memory ran out, for the engine or for the kernel. */
  public boolean ranOutOfMemory() {
    return outOfMemory;
  }

  /**
   * Runs the child to its end.
   *
   * @param job written as JSON into the scratch folder; the path of that file is the child's only
   *     argument
   * @param onProgress called in the order of the events, in another thread
   * @return the result file
   * @throws WorkFailure if the child failed, crashed or was stopped
   */
  public Path run(
      String runKey,
      int attempt,
      TrainerCommand command,
      TrainerJob job,
      Consumer<ChildEvent.Progress> onProgress,
      StopSignal stop)
      throws WorkFailure, IOException, InterruptedException {
    Path events = Path.of(job.files().eventsFile());
    return run(runKey, attempt, command, job, events, onProgress, stop);
  }

  /**
   * The same for the process that runs the network of an imported model before the trainer starts.
   *
   * @throws WorkFailure if the child failed, crashed or was stopped
   */
  public void embed(
      String runKey,
      int attempt,
      TrainerCommand command,
      EmbedderJob job,
      Consumer<ChildEvent.Progress> onProgress,
      StopSignal stop)
      throws WorkFailure, IOException, InterruptedException {
    run(runKey, attempt, command, job, Path.of(job.eventsFile()), onProgress, stop);
  }

  private Path run(
      String runKey,
      int attempt,
      TrainerCommand command,
      Object job,
      Path events,
      Consumer<ChildEvent.Progress> onProgress,
      StopSignal stop)
      throws WorkFailure, IOException, InterruptedException {
    Path scratch = folders.scratch(runKey);
    Path log = folders.log(runKey);
    folders.stopOrphan(scratch);
    Path jobFile = Files.writeString(scratch.resolve(JOB), Json.writePretty(job));
    Files.writeString(
        log,
        "---- attempt " + attempt + ", " + Instant.now() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    ProgressLog progressLog = new ProgressLog(log);
    Consumer<ChildEvent.Progress> noted = onProgress.andThen(progressLog::add);
    lastEvent = System.nanoTime();
    long memoryKills = MemoryKills.count();
    ChildPool.Job work =
        new ChildPool.Job(jobFile.toString(), log, events, line -> handle(line, noted));
    ChildProcess child =
        command.shared().isPresent()
            ? children.start(
                new ChildPool.Kind(command.java(), command.environment(), command.shared().get()),
                work)
            : alone(command, work, OwnFolder.createEmpty(scratch.resolve(TEMPORARY)));
    try {
      folders.remember(scratch, child.handle());
      awaitEnd(child, stop);
      int exitCode = child.waitFor();
      ChildEvent.Failed reported = failed;
      outOfMemory =
          reported == null
              ? ExitCodes.killed(exitCode) && MemoryKills.count() > memoryKills
              : Boolean.TRUE.equals(reported.outOfMemory());
      return scratch.resolve(end(exitCode, stop).resultFile());
    } finally {
      child.stop(grace);
      folders.forget(scratch);
    }
  }

  private static ChildProcess alone(TrainerCommand command, ChildPool.Job job, Path temporary)
      throws IOException {
    JavaCommand java = command.java().temporary(temporary).arguments(job.argument());
    OptionalLong memory = command.memoryBytes();
    ChildProcess.Builder child =
        memory.isPresent()
            ? ChildProcess.of(java.wordsWithin(memory.getAsLong())).emptyEnvironment()
            : ChildProcess.of(java).allowedEnvironment();
    return child
        .environment("TMPDIR", temporary.toString())
        .environment(command.environment())
        .log(job.log())
        .events(job.events(), job.onEvent())
        .start();
  }

  private void handle(String line, Consumer<ChildEvent.Progress> onProgress) {
    lastEvent = System.nanoTime();
    switch (Json.read(line, ChildEvent.class)) {
      case ChildEvent.Progress progress -> onProgress.accept(progress);
      case ChildEvent.Done end -> done = end;
      case ChildEvent.Failed end -> failed = end;
    }
  }

  private void awaitEnd(ChildProcess child, StopSignal stop)
      throws WorkFailure, InterruptedException {
    CompletableFuture<?> end = CompletableFuture.anyOf(child.onExit(), stop.future());
    boolean ended = false;
    while (!ended) {
      long left = silence.toNanos() - (System.nanoTime() - lastEvent);
      if (left <= 0) {
        throw new WorkFailure(
            "the trainer reported nothing for " + silence.toMinutes() + " minutes and was stopped",
            Actor.OPERATOR.name(),
            true);
      }
      ended =
          happens(end, Duration.ofNanos(left)); // if not, there may have been an event meanwhile
    }
    if (stop.isRequested()) {
      throw stopped();
    }
  }

  private ChildEvent.Done end(int exitCode, StopSignal stop)
      throws WorkFailure, InterruptedException {
    ChildEvent.Done success = done;
    if (success != null && exitCode == 0) {
      return success;
    }
    ChildEvent.Failed failure = failed;
    if (failure != null) {
      throw new WorkFailure(failure.reason(), failure.actor().name(), failure.retryable());
    }
    if (ExitCodes.askedToEnd(exitCode) && happens(stop.future(), SIGNAL_TO_ALL)) {
      throw stopped();
    }
    throw ExitCodes.failure(exitCode);
  }

  private static boolean happens(CompletableFuture<?> event, Duration within)
      throws InterruptedException {
    try {
      event.get(within.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  private static WorkFailure stopped() {
    return new WorkFailure("stopped", Actor.OPERATOR.name(), true);
  }
}
