// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedder;

import dev.assay.contracts.Actor;
import dev.assay.contracts.job.ChildEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends this process when one step takes too long: native code that computes cannot be interrupted.
 * It reports why before it does.
 */
final class Deadline implements AutoCloseable {
  /** Exit code of a process that ended so. */
  static final int TOO_LONG = 71;

  private final EmbedderMain.Events events;
  private final Thread watch;
  private volatile @Nullable Step step;
  private volatile boolean closed;

  private record Step(String what, Duration atMost, long end) {}

  Deadline(EmbedderMain.Events events) {
    this.events = events;
    this.watch = Thread.ofPlatform().daemon().name("deadline").start(this::watch);
  }

  /**
   * What follows may take this long, and ends whatever was watched before.
   *
   * @param what such as {@code loading the model}
   */
  void watch(String what, Duration atMost) {
    step = new Step(what, atMost, System.nanoTime() + atMost.toNanos());
    LockSupport.unpark(watch);
  }

  private void watch() {
    while (!closed) {
      Step now = step;
      long left = now == null ? Duration.ofHours(1).toNanos() : now.end() - System.nanoTime();
      if (now != null && left <= 0) {
        end(now);
      }
      LockSupport.parkNanos(Math.max(1, left));
    }
  }

  private void end(Step late) {
    String reason =
        "%s took more than %d seconds; such a model is not run"
            .formatted(late.what(), late.atMost().toSeconds());
    try {
      events.emit(new ChildEvent.Failed(Actor.USER, reason, false));
    } catch (IOException e) {
      System.err.println(reason + "; the events file cannot be written: " + e);
    }
    Runtime.getRuntime().halt(TOO_LONG);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watch);
  }
}
