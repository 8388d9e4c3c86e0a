package dev.assay.training.run;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.outbox.StopSignal;
import dev.assay.outbox.WorkFailure;
import dev.assay.processes.ChildProcess;
import dev.assay.processes.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt in a child process, from its start to its last word. A child says how it ended in its
 * events; if it could not, its exit code has to tell.
 */
public final class ChildRun {
  private static final String JOB = "job.json";

  /** Both a child and its parent get the signal of a terminal; the parent is slower to notice. */
  private static final Duration SIGNAL_TO_ALL = Duration.ofSeconds(2);

  private final RunFolders folders;
  private final Duration silence;
  private final Duration grace;

  private volatile ChildEvent.@Nullable Done done;
  private volatile ChildEvent.@Nullable Failed failed;
  private volatile long lastWord;
  private volatile boolean outOfMemory;

  /**
   * @param silence after which a child hangs
   * @param grace between SIGTERM and SIGKILL
   */
  public ChildRun(RunFolders folders, Duration silence, Duration grace) {
    this.folders = folders;
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
   * @param job written as JSON into the scratch folder, whose path is the child's one argument
   * @param events the file that the job names
   * @param onProgress called in the order of the events, in a thread of its own
   * @return the result file
   * @throws WorkFailure if it did not succeed, or was stopped
   */
  public Path run(
      String runKey,
      int attempt,
      JavaCommand command,
      Map<String, String> environment,
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
    lastWord = System.nanoTime();
    long memoryKills = MemoryKills.count();
    ChildProcess child =
        ChildProcess.of(command.arguments(jobFile.toString()))
            .environment(environment)
            .log(log)
            .events(events, line -> hear(line, onProgress))
            .start();
    try {
      folders.remember(scratch, child.handle());
      awaitEnd(child, stop);
      int exitCode = child.waitFor();
      ChildEvent.Failed said = failed;
      outOfMemory =
          said == null
              ? ExitCodes.killed(exitCode) && MemoryKills.count() > memoryKills
              : Boolean.TRUE.equals(said.outOfMemory());
      return scratch.resolve(end(exitCode, stop).resultFile());
    } finally {
      child.stop(grace);
    }
  }

  private void hear(String line, Consumer<ChildEvent.Progress> onProgress) {
    lastWord = System.nanoTime();
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
      long left = silence.toNanos() - (System.nanoTime() - lastWord);
      if (left <= 0) {
        throw new WorkFailure(
            "it said nothing for " + silence.toMinutes() + " minutes and was stopped",
            Actor.OPERATOR.name(),
            true);
      }
      ended = happens(end, Duration.ofNanos(left)); // else it may have spoken meanwhile
    }
    if (stop.isRequested()) {
      throw stopped();
    }
  }

  private ChildEvent.Done end(int exitCode, StopSignal stop)
      throws WorkFailure, InterruptedException {
    ChildEvent.Done well = done;
    if (well != null && exitCode == 0) {
      return well;
    }
    ChildEvent.Failed badly = failed;
    if (badly != null) {
      throw new WorkFailure(badly.reason(), badly.actor().name(), badly.retryable());
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
