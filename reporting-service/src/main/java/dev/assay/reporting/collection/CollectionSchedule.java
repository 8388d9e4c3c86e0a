// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.outbox.Leadership;
import dev.assay.reporting.CollectionConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Collects artifacts again and again, in one of the replicas. */
@ApplicationScoped
public class CollectionSchedule {
  private static final Logger LOG = Logger.getLogger(CollectionSchedule.class);

  private final Collector collector;
  private final Leadership leadership;
  private final Duration every;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("collection").unstarted(task));

  CollectionSchedule(Collector collector, DataSource database, CollectionConfig config) {
    this.collector = collector;
    this.leadership = new Leadership(database, "collection", () -> {});
    this.every = config.every();
  }

  void start(@Observes StartupEvent event) {
    if (every.isPositive()) {
      loop.scheduleWithFixedDelay(
          this::collect, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    loop.shutdownNow();
    leadership.close();
  }

  private void collect() {
    try {
      if (leadership.held()) {
        collector.run();
      }
    } catch (RuntimeException | Error e) {
      // An executor stops for ever if a task throws; whoever did not answer may be back next time.
      LOG.warnf("artifacts were not collected, and nothing was removed that is needed: %s", e);
    }
  }
}
