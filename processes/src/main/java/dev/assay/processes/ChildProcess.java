// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running child process. Its stdin stays open as long as this JVM lives, so that a child that
 * calls {@link ParentWatch} ends when its parent is killed. stdout and stderr go to a log file; it
 * writes events as lines of a separate file. Closing stops the child.
 */
public final class ChildProcess implements AutoCloseable {
  /** How long {@link #close} waits between SIGTERM and SIGKILL. */
  public static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

  /** Progress is for people; polling four times a second is often enough. */
  private static final Duration TAIL_INTERVAL = Duration.ofMillis(250);

  private final Process process;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();

  ChildProcess(Process process) {
    this.process = process;
  }

  public static Builder of(JavaCommand command) {
    return of(command.words());
  }

  public static Builder of(List<String> command) {
    return new Builder(command);
  }

  public long pid() {
    return process.pid();
  }

  /**
   * What signals are sent through: {@code Process.destroy} would also close the child's output,
   * under the hands of whoever reads its last lines.
   */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * The exit code (128 + signal number when killed), after the last event line was delivered. Fails
   * with what the event callback threw, if it threw; the child is then stopped.
   */
  public CompletableFuture<Integer> onExit() {
    return exit.copy();
  }

  /** Waits for the end; see {@link #onExit}. */
  public int waitFor() throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  /** Waits for the end, empty when the child still runs after the time given. */
  public Optional<Integer> waitFor(Duration atMost) throws InterruptedException {
    try {
      return Optional.of(exit.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  /**
   * SIGTERM, and SIGKILL when the child still runs after the grace. Returns when it has ended.
   * Interrupting the caller shortens the grace to nothing. Does nothing once it has ended, or its
   * job has: a child of a {@link ChildPool} goes on with other jobs.
   */
  public void stop(Duration grace) {
    if (exit.isDone()) {
      return;
    }
    handle().destroy();
    boolean interrupted = false;
    try {
      if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        handle().destroyForcibly();
      }
    } catch (InterruptedException e) {
      interrupted = true;
      handle().destroyForcibly();
    }
    exit.handle((code, failure) -> null).join();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** SIGKILL at once; see {@link #stop}. */
  public void kill() {
    if (exit.isDone()) {
      return;
    }
    handle().destroyForcibly();
    exit.handle((code, failure) -> null).join();
  }

  @Override
  public void close() {
    stop(DEFAULT_GRACE);
  }

  private int follow(@Nullable Path events, Consumer<String> onEvent)
      throws IOException, InterruptedException {
    if (events == null) {
      return process.waitFor();
    }
    try (LineTail tail = new LineTail(events)) {
      while (!process.waitFor(TAIL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        tail.deliver(onEvent);
      }
      tail.deliver(onEvent);
    }
    return process.exitValue();
  }

  /** Follows the child to the end of its job, and then lets those know who wait for it. */
  void end(Callable<Integer> follow) {
    try {
      exit.complete(follow.call());
    } catch (Throwable e) {
      // Nobody would follow the child any more, so it must not run on.
      handle().destroyForcibly();
      process.onExit().join();
      exit.completeExceptionally(e);
    }
  }

  /** What to start. A log file is required: a child whose output nobody reads blocks. */
  public static final class Builder {
    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Path directory;
    private @Nullable Path log;
    private @Nullable Path events;
    private Consumer<String> onEvent = line -> {};
    private boolean inherits = true;
    private boolean empty;

    private Builder(List<String> command) {
      this.command = List.copyOf(command);
    }

    /**
     * Passes only what {@link ChildEnvironment} allows of this JVM's environment: for a child that
     * runs foreign code or reads foreign files, and needs no password of its parent.
     */
    public Builder allowedEnvironment() {
      inherits = false;
      return this;
    }

    /** Passes nothing of this JVM's environment: for a child that runs what others made. */
    public Builder emptyEnvironment() {
      inherits = false;
      empty = true;
      return this;
    }

    /** Added to what the child gets of this JVM's environment. */
    public Builder environment(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** The working directory; if absent, that of this JVM. */
    public Builder directory(Path folder) {
      directory = folder;
      return this;
    }

    /** stdout and stderr, appended. */
    public Builder log(Path file) {
      log = file;
      return this;
    }

    /**
     * A file to which the child appends lines. It is emptied before the start. The callback gets
     * each complete line in order, in one thread; a last line without an end is dropped, because a
     * killed child may have written half of it.
     */
    public Builder events(Path file, Consumer<String> callback) {
      events = file;
      onEvent = callback;
      return this;
    }

    /**
     * @throws IOException if the executable, the folder or the log file cannot be used
     */
    public ChildProcess start() throws IOException {
      Path logFile = log;
      if (logFile == null) {
        throw new IllegalStateException("a child process needs a log file: " + command);
      }
      Path eventsFile = events;
      if (eventsFile != null) {
        Files.write(eventsFile, new byte[0]);
      }
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
      if (directory != null) {
        builder.directory(directory.toFile());
      }
      if (!inherits) {
        Map<String, String> allowed = empty ? Map.of() : ChildEnvironment.of(builder.environment());
        builder.environment().clear();
        builder.environment().putAll(allowed);
      }
      // Without it a child that is started by cron, a service or ssh reads no name beyond ASCII.
      builder.environment().put(ChildEnvironment.LOCALE, ChildEnvironment.UTF_8);
      builder.environment().putAll(environment);
      ChildProcess child = new ChildProcess(builder.start());
      Thread.ofPlatform()
          .daemon()
          .name("child-" + child.pid())
          .start(() -> child.end(() -> child.follow(eventsFile, onEvent)));
      return child;
    }

    /** The same for callers that cannot throw a checked exception. */
    public ChildProcess startUnchecked() {
      try {
        return start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
