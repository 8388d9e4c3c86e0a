// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.outbox.Leadership;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Does something again and again, in one of the replicas. */
final class LedSchedule implements AutoCloseable {
  private final Leadership leadership;
  private final ScheduledExecutorService loop;
  private final Runnable task;
  private final Consumer<Throwable> failed;

  /**
   * @param name of the leadership and of the thread
   * @param failed is given what the task throws; the next run may succeed
   */
  LedSchedule(String name, DataSource database, Runnable task, Consumer<Throwable> failed) {
    this.leadership = new Leadership(database, name, () -> {});
    this.loop =
        Executors.newSingleThreadScheduledExecutor(
            run -> Thread.ofPlatform().daemon().name(name).unstarted(run));
    this.task = task;
    this.failed = failed;
  }

  /**
   * @param every time before the first run, and after each
   */
  void start(Duration every) {
    loop.scheduleWithFixedDelay(
        this::run, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    try {
      if (leadership.held()) {
        task.run();
      }
    } catch (RuntimeException | Error e) {
      // An executor stops for ever if a task throws; whoever did not answer may be back next time.
      failed.accept(e);
    }
  }

  @Override
  public void close() {
    loop.shutdownNow();
    leadership.close();
  }
}
