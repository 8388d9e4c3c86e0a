// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ends this child JVM when stdin is closed, because then the parent has ended. */
public final class ParentWatch {
  /** Exit code of a child whose parent has ended. */
  public static final int PARENT_GONE = 75;

  private static final Duration HOOKS = Duration.ofSeconds(10);

  private ParentWatch() {}

  /**
   * Starts a daemon thread that reads stdin to its end and then exits this JVM, shutdown hooks
   * included; {@code Runtime.halt} follows when they take longer than ten seconds.
   */
  public static void exitWithParent() {
    Thread.ofPlatform().daemon().name("parent-watch").start(ParentWatch::awaitEnd);
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // The parent never writes to stdin; only the end of the stream matters.
      }
    } catch (IOException e) {
      System.err.println(
          "stdin can no longer be read, so the parent is assumed to have ended: " + e);
    }
    Thread.ofPlatform().daemon().start(ParentWatch::haltAfterPatience);
    System.exit(PARENT_GONE);
  }

  /** A hanging shutdown hook gives no signal, so only a time limit can detect it. */
  private static void haltAfterPatience() {
    long end = System.nanoTime() + HOOKS.toNanos();
    for (long left = HOOKS.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    Runtime.getRuntime().halt(PARENT_GONE);
  }
}
