// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.data.DataConfig;
import dev.assay.outbox.Leadership;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Polls the watched folders and buckets and works on the closed batches, in rounds. Of several
 * replicas only the leader does this.
 */
@ApplicationScoped
public class IngestionLoop {
  private static final Logger LOG = Logger.getLogger(IngestionLoop.class);
  private static final Duration STOP = Duration.ofSeconds(10);

  /** Listing a large folder takes seconds: the pause is at least this many times as long. */
  private static final int PAUSE = 10;

  /** Name of the database lock; replicas of earlier releases take the same one. */
  private static final String LOCK = "arrivals";

  private final WatchedFolders folders;
  private final WatchedBuckets buckets;
  private final BatchWork work;
  private final Leadership leadership;
  private final Duration poll;
  private final ScheduledExecutorService loop =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("ingestion").daemon().factory());

  IngestionLoop(
      WatchedFolders folders,
      WatchedBuckets buckets,
      BatchWork work,
      KnownFiles knownFiles,
      DataSource database,
      DataConfig config) {
    this.leadership = new Leadership(database, LOCK, knownFiles::clear);
    this.folders = folders;
    this.buckets = buckets;
    this.work = work;
    this.poll = config.ingestion().poll();
  }

  void start(@Observes StartupEvent event) {
    loop.schedule(this::round, poll.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void round() {
    Duration polling = pollAndWork();
    long pause = Math.max(poll.toMillis(), polling.toMillis() * PAUSE);
    if (!loop.isShutdown()) {
      loop.schedule(this::round, pause, TimeUnit.MILLISECONDS);
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    loop.shutdownNow();
    if (!loop.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn(
          "the work of a batch was interrupted; it starts again with the next start of the"
              + " service");
    }
    leadership.close();
  }

  /**
   * One round of the leader; on the other replicas it does nothing.
   *
   * @return how long the polls took
   */
  public Duration pollAndWork() {
    long begin = System.nanoTime();
    Duration polling = Duration.ZERO;
    try {
      if (!leadership.held()) {
        return polling;
      }
      buckets.poll();
      folders.poll();
      polling = Duration.ofNanos(System.nanoTime() - begin);
      work.run();
    } catch (RuntimeException | Error e) {
      // An executor stops for ever if a task throws, whatever it throws; the database, or the
      // memory, may be back in the next round.
      LOG.errorf(e, "a round of the ingestion failed and is tried again: %s", e.getMessage());
    }
    return polling;
  }
}
