// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.outbox.Leadership;
import dev.assay.reporting.ErasureConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Ends erasures again and again, in one of the replicas. */
@ApplicationScoped
public class ErasureSchedule {
  private static final Logger LOG = Logger.getLogger(ErasureSchedule.class);

  private final ErasureEnd end;
  private final Leadership leadership;
  private final long every;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("erasures").unstarted(task));

  ErasureSchedule(ErasureEnd end, DataSource database, ErasureConfig config) {
    this.end = end;
    this.leadership = new Leadership(database, "erasures", () -> {});
    this.every = config.every().toMillis();
  }

  void start(@Observes StartupEvent event) {
    loop.scheduleWithFixedDelay(this::run, every, every, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    loop.shutdownNow();
    leadership.close();
  }

  private void run() {
    try {
      if (leadership.held()) {
        end.run();
      }
    } catch (RuntimeException | Error e) {
      // An executor stops for ever if a task throws; whoever did not answer may be back next time.
      LOG.warnf("an erasure cannot be ended now, and its receipt waits: %s", e);
    }
  }
}
