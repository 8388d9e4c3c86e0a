// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what happened to a stack, for a test to wait on. */
final class RecordedEvents implements StackEvents {
  private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();

  @Override
  public void orphansStopped(List<String> names) {
    happened.add("orphans " + names);
  }

  @Override
  public void ready(String process, Duration took, String where) {
    happened.add("ready " + process);
  }

  @Override
  public void stillStarting(String process, Duration since, String why) {
    happened.add("still starting " + process);
  }

  @Override
  public void restarting(String process, String why) {
    happened.add("restarting " + process);
  }

  @Override
  public void notLive(String process) {
    happened.add("not live " + process);
  }

  @Override
  public void logNotRotated(Path log, IOException why) {
    happened.add("not rotated " + log.getFileName());
  }

  @Override
  public void startsSlowly(String process, IOException why) {
    happened.add("starts slowly " + process);
  }

  @Override
  public void stopping() {
    happened.add("stopping");
  }

  /** Whether this happens, or has happened since it was last asked for, within a minute. */
  boolean await(String what) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline) {
      if (what.equals(happened.poll(1, TimeUnit.SECONDS))) {
        return true;
      }
    }
    return false;
  }
}
