// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.processes.KnownProcess;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process that is restarted when it dies.
 *
 * <pre>
 *   start() --> runs --dies--> is launched again --> runs ...
 *                |                    |
 *              stop()         died too often: broken()
 * </pre>
 */
final class Supervised {
  /** With more deaths than this within {@link #WINDOW} the process is not restarted. */
  static final int MOST_RESTARTS = 5;

  static final Duration WINDOW = Duration.ofMinutes(5);

  /**
   * Ctrl-C ends the children at the same time as it stops this process, so a death is handled after
   * this time.
   */
  private static final Duration BEFORE_RESTART = Duration.ofMillis(500);

  private final String name;
  private final Supplier<Running> launch;
  private final Consumer<KnownProcess> onLaunch;
  private final StackEvents events;
  private final Clock clock;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CompletableFuture<String> broken = new CompletableFuture<>();
  private final Deque<Instant> deaths = new ArrayDeque<>();
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
    this.name = name;
    this.launch = launch;
    this.onLaunch = onLaunch;
    this.events = events;
    this.clock = clock;
  }

  String name() {
    return name;
  }

  /** Completes with the reason when the process died too often or cannot be restarted. */
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
        int code = watched.process().waitFor();
        if (stopping.await(BEFORE_RESTART.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        if (tooManyDeaths()) {
          broken.complete(name + " died " + (MOST_RESTARTS + 1) + " times in a short time");
          return;
        }
        events.restarting(name, reason(code));
        restarts.incrementAndGet();
        watched = launched();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!isStopping()) {
        broken.complete(name + " cannot be restarted: " + e.getMessage());
      }
    }
  }

  private boolean tooManyDeaths() {
    Instant now = clock.instant();
    deaths.addLast(now);
    while (deaths.getFirst().isBefore(now.minus(WINDOW))) {
      deaths.removeFirst();
    }
    return deaths.size() > MOST_RESTARTS;
  }

  private static String reason(int code) {
    return code > 128 ? "killed by signal " + (code - 128) : "gone (exit code " + code + ")";
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
