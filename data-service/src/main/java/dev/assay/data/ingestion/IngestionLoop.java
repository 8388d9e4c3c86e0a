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
 * Looks at the folders and buckets and does the batches, again and again, one after the other. Of
 * several replicas one does that.
 */
@ApplicationScoped
public class IngestionLoop {
  private static final Logger LOG = Logger.getLogger(IngestionLoop.class);
  private static final Duration STOP = Duration.ofSeconds(10);

  /** Listing a large folder takes seconds; most of the time it is left alone. */
  private static final int REST = 10;

  private final WatchedFolders folders;
  private final WatchedBuckets buckets;
  private final BatchWork work;
  private final Leadership leadership;
  private final Duration poll;
  private final ScheduledExecutorService loop =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("arrivals").daemon().factory());

  IngestionLoop(
      WatchedFolders folders,
      WatchedBuckets buckets,
      BatchWork work,
      Batches batches,
      DataSource database,
      DataConfig config) {
    this.leadership = new Leadership(database, "arrivals", batches::forget);
    this.folders = folders;
    this.buckets = buckets;
    this.work = work;
    this.poll = config.arrivals().poll();
  }

  void start(@Observes StartupEvent event) {
    loop.schedule(this::round, poll.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void round() {
    Duration looking = pollAndWork();
    long rest = Math.max(poll.toMillis(), looking.toMillis() * REST);
    if (!loop.isShutdown()) {
      loop.schedule(this::round, rest, TimeUnit.MILLISECONDS);
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    loop.shutdownNow();
    if (!loop.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn("a batch is still being worked on; it begins again at the next start");
    }
    leadership.close();
  }

  /**
   * One round, of the replica that leads; the others find nothing to do.
   *
   * @return how long the looking took
   */
  public Duration pollAndWork() {
    long begin = System.nanoTime();
    Duration looking = Duration.ZERO;
    try {
      if (!leadership.held()) {
        return looking;
      }
      buckets.look();
      folders.look();
      looking = Duration.ofNanos(System.nanoTime() - begin);
      work.run();
    } catch (RuntimeException e) {
      // An executor that is thrown at stops for ever; the next round may find the database again.
      LOG.errorf(e, "arrivals cannot be looked at and are tried again: %s", e.getMessage());
    }
    return looking;
  }
}
