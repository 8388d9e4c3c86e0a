// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.reporting.CollectionConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Collects artifacts again and again, in one of the replicas. */
@ApplicationScoped
public class CollectionSchedule {
  private static final Logger LOG = Logger.getLogger(CollectionSchedule.class);

  private final LedSchedule schedule;
  private final Duration every;

  CollectionSchedule(Collector collector, DataSource database, CollectionConfig config) {
    this.schedule =
        new LedSchedule("collection", database, collector::run, CollectionSchedule::failed);
    this.every = config.every();
  }

  void start(@Observes StartupEvent event) {
    if (every.isPositive()) {
      schedule.start(every);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    schedule.close();
  }

  private static void failed(Throwable e) {
    LOG.warnf("artifacts were not collected, and nothing was removed that is needed: %s", e);
  }
}
