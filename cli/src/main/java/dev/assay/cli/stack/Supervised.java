// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.processes.KnownProcess;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process that is restarted when it dies, with growing pauses.
 *
 * <pre>
 *   start() --> runs --dies--> is launched again --> runs ...
 *                |                    |
 *              stop()         ended by itself too often: broken()
 * </pre>
 *
 * <p>Only what the process does itself counts against it: an end by a signal comes from outside. A
 * launch that fails counts, too. A process that has run for a while has proved itself, and the
 * count begins anew.
 */
final class Supervised {
  /** With more ends in a row than this the process is not restarted. */
  static final int MOST_FAILURES = 10;

  /** After this time a process has proved that it can run. */
  private static final Duration PROVED = Duration.ofMinutes(1);

  /**
   * Ctrl-C ends the children at the same time as it stops this process, so a death is handled after
   * this time.
   */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Exit codes above are ends by a signal. */
  private static final int SIGNALS = 128;

  private final String name;
  private final Supplier<Running> launch;
  private final Consumer<KnownProcess> onLaunch;
  private final StackEvents events;
  private final Clock clock;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CompletableFuture<String> broken = new CompletableFuture<>();
  private final Duration longestPause;
  private int failures;
  private final AtomicInteger restarts = new AtomicInteger();
  private volatile @Nullable Running running;
  private volatile @Nullable Thread watcher;

  /**
   * @param launch starts the process; it ends when it is interrupted
   * @param onLaunch called with every process that was started
   */
  Supervised(
      String name,
      Supplier<Running> launch,
      Consumer<KnownProcess> onLaunch,
      StackEvents events,
      Clock clock) {
    this(name, launch, onLaunch, events, clock, LONGEST_PAUSE);
  }

  /**
   * @param longestPause between two launches
   */
  Supervised(
      String name,
      Supplier<Running> launch,
      Consumer<KnownProcess> onLaunch,
      StackEvents events,
      Clock clock,
      Duration longestPause) {
    this.longestPause = longestPause;
    this.name = name;
    this.launch = launch;
    this.onLaunch = onLaunch;
    this.events = events;
    this.clock = clock;
  }

  String name() {
    return name;
  }

  /** Completes with the reason when the process ended by itself too often. */
  CompletableFuture<String> broken() {
    return broken;
  }

  /** The number of restarts so far. */
  int restarts() {
    return restarts.get();
  }

  boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /**
   * Starts the process and returns. From now on it is restarted when it dies.
   *
   * @throws RuntimeException thrown by the launch, or because the stack is being stopped
   */
  void start() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    synchronized (this) {
      if (isStopping()) {
        throw new IllegalStateException(name + " is not started: the stack is being stopped");
      }
      watcher = Thread.ofVirtual().name("watch-" + name).start(() -> launchAndWatch(first));
    }
    try {
      first.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** The process that is running, or else the one that died last. */
  Running current() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return now;
  }

  /** Sends SIGKILL, because the process does not answer. It is then restarted. */
  void killForRestart() {
    current().process().kill();
  }

  /**
   * Stops the process and does not restart it; returns when it has ended. Interrupts a launch that
   * is under way.
   */
  void stop() {
    Thread watching;
    synchronized (this) {
      stopping.countDown();
      watching = watcher;
    }
    if (watching != null) {
      watching.interrupt();
      joinUninterrupted(watching);
    }
    Running last = running;
    if (last != null) {
      last.stop().run();
    }
  }

  private Running launched() {
    Running next = launch.get();
    running = next;
    onLaunch.accept(KnownProcess.of(name, next.process().handle()));
    return next;
  }

  private void launchAndWatch(CompletableFuture<Void> first) {
    Running watched;
    try {
      watched = launched();
    } catch (RuntimeException e) {
      first.completeExceptionally(e);
      return;
    }
    first.complete(null);
    try {
      while (true) {
        Instant begin = clock.instant();
        int code = watched.process().waitFor();
        if (Duration.between(begin, clock.instant()).compareTo(PROVED) > 0) {
          failures = 0;
        }
        if (code <= SIGNALS) {
          failures++;
        }
        String why = reason(code);
        Optional<Running> next = Optional.empty();
        while (next.isEmpty()) {
          if (stopping.await(pause().toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
          if (failures > MOST_FAILURES) {
            broken.complete(
                "%s was started %d times and could not run: %s".formatted(name, failures, why));
            return;
          }
          events.restarting(name, why);
          restarts.incrementAndGet();
          try {
            next = Optional.of(launched());
          } catch (RuntimeException e) {
            if (isStopping()) {
              return;
            }
            failures++;
            why = "not restarted: " + e.getMessage();
          }
        }
        watched = next.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** 0.5 s, and twice as long after each failure in a row. */
  private Duration pause() {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.clamp(failures - 1, 0, 10));
    return pause.compareTo(longestPause) > 0 ? longestPause : pause;
  }

  private static String reason(int code) {
    return code > SIGNALS
        ? "killed by signal " + (code - SIGNALS)
        : "gone (exit code " + code + ")";
  }

  private static void joinUninterrupted(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
