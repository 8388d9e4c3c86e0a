// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Child processes that do one job after another, so that a short job does not cost the start of a
 * JVM and of an engine. A child does one job at a time; a job that crashes it or has to be stopped
 * takes only its own child with it.
 *
 * <p>The child is started without arguments. It reads the argument of each job as a line of its
 * standard input, and ends when that closes. It answers each job with the line {@link #END} and an
 * exit code on its standard output, whose other lines go to the log of the job.
 *
 * <p>A child is given up when a job failed, after a number of jobs, when it has become large, and
 * when it has been idle for long.
 */
public final class ChildPool implements AutoCloseable {
  /** Begins the line by which a child says that its job has ended; its exit code follows. */
  public static final String END = "assay-job-end ";

  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration TAIL_INTERVAL = Duration.ofMillis(250);

  private final Path folder;
  private final Limits limits;
  private final Map<Kind, Deque<Child>> idle = new HashMap<>();
  private int started;
  private boolean closed;

  /**
   * When a child is given up.
   *
   * @param jobs the most that a child does, from 1
   * @param memory resident bytes after a job; unknown on systems without {@code /proc}
   * @param idle time without a job
   */
  public record Limits(int jobs, long memory, Duration idle) {}

  /**
   * What the jobs of one child have in common.
   *
   * @param command without arguments
   * @param environment variables added to those that {@link ChildEnvironment} allows
   * @param setting of the engine that may not change in a process: threads and device
   */
  public record Kind(JavaCommand command, Map<String, String> environment, String setting) {
    public Kind {
      environment = Map.copyOf(environment);
    }
  }

  /**
   * One job.
   *
   * @param argument a line
   * @param log to which the child's output is appended while the job runs
   * @param events file to which the child appends lines; emptied before the start
   * @param onEvent called for each complete line, in order, in one thread
   */
  public record Job(String argument, Path log, Path events, Consumer<String> onEvent) {}

  /**
   * @param folder for the working and temporary folders of the children; emptied
   */
  public ChildPool(Path folder, Limits limits) throws IOException {
    this.folder = OwnFolder.createEmpty(folder);
    this.limits = limits;
    Thread.ofPlatform().daemon().name("child-pool").start(this::endIdle);
  }

  /**
   * Starts the job in an idle child of its kind, or in a new one. {@link ChildProcess#stop} ends
   * the child if the job still runs, and does nothing once it has ended.
   */
  public ChildProcess start(Kind kind, Job job) throws IOException {
    Files.write(job.events(), new byte[0]);
    Child child = take(kind);
    if (child == null) {
      child = new Child(kind, newFolder());
    }
    return child.start(job);
  }

  private synchronized @Nullable Child take(Kind kind) {
    if (closed) {
      throw new IllegalStateException("no job is started any more");
    }
    Deque<Child> children = idle.getOrDefault(kind, new ArrayDeque<>());
    Child child = children.pollLast();
    while (child != null && !child.process.isAlive()) {
      child = children.pollLast();
    }
    return child;
  }

  private synchronized Path newFolder() {
    started++;
    return folder.resolve(Integer.toString(started));
  }

  /** Keeps the child for another job, or gives it up. */
  private void giveBack(Child child, int exitCode) {
    boolean kept = exitCode == 0 && child.jobs < limits.jobs() && child.memory() < limits.memory();
    synchronized (this) {
      if (kept && !closed) {
        child.idleSince = System.nanoTime();
        idle.computeIfAbsent(child.kind, kind -> new ArrayDeque<>()).addLast(child);
        return;
      }
    }
    child.end();
  }

  private void endIdle() {
    try {
      while (true) {
        List<Child> given = new ArrayList<>();
        synchronized (this) {
          if (closed) {
            return;
          }
          long now = System.nanoTime();
          for (Deque<Child> children : idle.values()) {
            children.removeIf(
                child -> now - child.idleSince > limits.idle().toNanos() && given.add(child));
          }
          if (given.isEmpty()) {
            wait(Math.max(1, limits.idle().toMillis() / 2));
          }
        }
        given.forEach(Child::end);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The pids of the children without a job. */
  public synchronized List<Long> idlePids() {
    return idle.values().stream().flatMap(Deque::stream).map(child -> child.process.pid()).toList();
  }

  /** Ends the idle children. Running jobs go on until they are stopped. */
  @Override
  public void close() {
    List<Child> given = new ArrayList<>();
    synchronized (this) {
      closed = true;
      idle.values().forEach(given::addAll);
      idle.clear();
      notifyAll();
    }
    given.forEach(Child::end);
  }

  /** A process and the job that it does. */
  private final class Child {
    private final Kind kind;
    private final Path home;
    private final Process process;
    private final BufferedWriter input;
    private int jobs;
    private long idleSince;
    private volatile @Nullable Running running;

    private record Running(Job job, CompletableFuture<Integer> end) {}

    Child(Kind kind, Path home) throws IOException {
      this.kind = kind;
      this.home = OwnFolder.createEmpty(home);
      Path temporary = OwnFolder.createEmpty(home.resolve("tmp"));
      ProcessBuilder builder =
          new ProcessBuilder(kind.command().temporary(temporary).words())
              .directory(home.toFile())
              .redirectErrorStream(true);
      Map<String, String> allowed = ChildEnvironment.of(builder.environment());
      builder.environment().clear();
      builder.environment().putAll(allowed);
      builder.environment().put(ChildEnvironment.LOCALE, ChildEnvironment.UTF_8);
      builder.environment().put("TMPDIR", temporary.toString());
      builder.environment().putAll(kind.environment());
      this.process = builder.start();
      this.input = process.outputWriter(StandardCharsets.UTF_8);
      Thread.ofPlatform().daemon().name("output-" + process.pid()).start(this::readOutput);
    }

    ChildProcess start(Job job) {
      CompletableFuture<Integer> end = new CompletableFuture<>();
      running = new Running(job, end);
      jobs++;
      ChildProcess attempt = new ChildProcess(process);
      Thread.ofPlatform()
          .daemon()
          .name("child-" + process.pid())
          .start(() -> attempt.end(() -> follow(job, end)));
      try {
        input.write(job.argument());
        input.newLine();
        input.flush();
      } catch (IOException e) {
        // The child has ended meanwhile: its exit code ends the attempt.
        kill();
      }
      return attempt;
    }

    /** Returns the exit code, after the last event was delivered. */
    private int follow(Job job, CompletableFuture<Integer> end)
        throws IOException, InterruptedException {
      try (LineTail tail = new LineTail(job.events())) {
        while (true) {
          try {
            int code = end.get(TAIL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            tail.deliver(job.onEvent());
            return code;
          } catch (TimeoutException e) {
            tail.deliver(job.onEvent());
          } catch (ExecutionException e) {
            throw new IOException("the output of the child cannot be kept", e.getCause());
          }
        }
      }
    }

    private void readOutput() {
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        String line;
        while ((line = output.readLine()) != null) {
          Running now = running;
          if (line.startsWith(END)) {
            ended(Integer.parseInt(line.substring(END.length()).strip()));
          } else if (now != null && !line.isEmpty()) {
            Files.writeString(
                now.job().log(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          }
        }
        crashed(null);
      } catch (IOException | RuntimeException e) {
        crashed(e);
      }
    }

    private void ended(int exitCode) {
      Running now = running;
      running = null;
      giveBack(this, exitCode);
      if (now != null) {
        now.end().complete(exitCode);
      }
    }

    private void crashed(@Nullable Throwable cause) {
      kill();
      int exitCode = process.onExit().join().exitValue();
      Running now = running;
      if (now != null) {
        if (cause == null) {
          now.end().complete(exitCode);
        } else {
          now.end().completeExceptionally(cause);
        }
      }
      deleteHome();
    }

    /** Ends a child that has no job. */
    void end() {
      try {
        input.close();
      } catch (IOException e) {
        kill();
      }
      process
          .onExit()
          .orTimeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
          .whenComplete(
              (ended, late) -> {
                if (late != null) {
                  kill();
                }
              });
    }

    /** By its handle, as {@link ChildProcess#handle} says why. */
    private void kill() {
      process.toHandle().destroyForcibly();
    }

    private void deleteHome() {
      try {
        OwnFolder.delete(home);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Resident bytes; 0 where the system does not say. */
    private long memory() {
      Path status = Path.of("/proc", Long.toString(process.pid()), "status");
      try {
        if (Files.isReadable(status)) {
          for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
              return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
          }
        }
        return 0;
      } catch (IOException e) {
        return 0; // it has just ended, which the next job will notice
      }
    }
  }
}
