package dev.assay.processes;

import java.io.IOException;

/** The child's side of the open stdin: ends this JVM when the parent is gone. */
public final class ParentWatch {
  /** Exit code of a child whose parent is gone. */
  public static final int PARENT_GONE = 75;

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
        // Nothing is ever said on stdin; only its end counts.
      }
    } catch (IOException e) {
      System.err.println("stdin can no longer be read, so the parent is taken as gone: " + e);
    }
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                Thread.sleep(10_000);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(PARENT_GONE);
            });
    System.exit(PARENT_GONE);
  }
}
