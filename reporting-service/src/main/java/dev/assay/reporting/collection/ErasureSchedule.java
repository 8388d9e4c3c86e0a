// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.reporting.ErasureConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Ends erasures again and again, in one of the replicas. */
@ApplicationScoped
public class ErasureSchedule {
  private static final Logger LOG = Logger.getLogger(ErasureSchedule.class);

  private final LedSchedule schedule;
  private final Duration every;

  ErasureSchedule(ErasureEnd end, DataSource database, ErasureConfig config) {
    this.schedule = new LedSchedule("erasures", database, end::run, ErasureSchedule::failed);
    this.every = config.every();
  }

  void start(@Observes StartupEvent event) {
    schedule.start(every);
  }

  void stop(@Observes ShutdownEvent event) {
    schedule.close();
  }

  private static void failed(Throwable e) {
    LOG.warnf("an erasure cannot be ended now, and its receipt waits: %s", e);
  }
}
