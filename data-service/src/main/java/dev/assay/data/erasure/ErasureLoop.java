// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import dev.assay.data.WorkFolder;
import dev.assay.data.store.ErasureRow;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Deletes the files of this service whose rows an erasure has removed, and confirms it then. After
 * a stop, or a disk that could not be written, it goes on.
 */
@ApplicationScoped
public class ErasureLoop {
  private static final Logger LOG = Logger.getLogger(ErasureLoop.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final RemovedRows rows;
  private final Clock clock;
  private final ScheduledExecutorService loop =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("erasure").daemon().factory());

  ErasureLoop(RemovedRows rows, Clock clock) {
    this.rows = rows;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    loop.scheduleWithFixedDelay(this::run, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    loop.shutdownNow();
  }

  private void run() {
    try {
      QuarkusTransaction.requiringNew().call(ErasureRow::open).forEach(this::finish);
    } catch (RuntimeException | Error e) {
      // An executor stops for ever if a task throws; the disk or the database may be back next
      // time.
      LOG.warnf(e, "an erasure cannot be finished now: %s", e.getMessage());
    }
  }

  private void finish(ErasureRow open) {
    List<Path> folders = open.folders();
    try {
      for (Path folder : folders) {
        WorkFolder.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("folders of erasure " + open.erasure, e);
    }
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                ErasureRow.locked(open.erasure)
                    .filter(row -> row.confirmedAt == null)
                    .ifPresent(row -> rows.confirm(row, clock.instant())));
    LOG.infof("erasure %s is confirmed; %d folders deleted", open.erasure, folders.size());
  }
}
