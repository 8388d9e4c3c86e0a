// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.quota;

import dev.assay.data.WorkFolder;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Says that the uploads of this process go on, and ends those of processes that have stopped: what
 * they have left behind is deleted, unless a version or a batch needs it.
 */
@ApplicationScoped
public class UploadLoop {
  private static final Logger LOG = Logger.getLogger(UploadLoop.class);
  private static final Duration PAUSE = Duration.ofSeconds(20);

  /** So long a process may be silent, for example because its database is away. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final UploadQuota quota;
  private final UploadLedger ledger;
  private final ScheduledExecutorService loop =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("uploads").daemon().factory());

  UploadLoop(UploadQuota quota, UploadLedger ledger) {
    this.quota = quota;
    this.ledger = ledger;
  }

  void start(@Observes StartupEvent event) {
    LOG.debugf("quota of uploads: %s", quota.limits());
    loop.scheduleWithFixedDelay(this::round, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    loop.shutdownNow();
  }

  private void round() {
    try {
      work();
    } catch (IOException | RuntimeException | Error e) {
      // An executor stops for ever if a task throws; the disk or the database may be back next
      // time.
      LOG.warnf("uploads cannot be looked at now: %s", e.getClass().getName());
    }
  }

  /** One round. */
  public void work() throws IOException {
    quota.alive();
    List<Path> left =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  ledger.settle();
                  return ledger.endAbandoned(SILENCE.toSeconds());
                });
    for (Path folder : left) {
      WorkFolder.delete(folder);
    }
    if (!left.isEmpty()) {
      LOG.warnf("%d uploads broke off with their service; nothing of them is kept", left.size());
    }
    quota.forget();
  }
}
