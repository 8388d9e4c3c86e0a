// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.outbox.Request;
import dev.assay.outbox.WorkQueue;
import dev.assay.training.messaging.ProgressChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Publishes the progress of a run to every cell that requested it, at most twice a second within a
 * stage. It never throws, since a run must not fail because of its progress.
 */
final class ProgressReport implements Consumer<ChildEvent.Progress> {
  private static final Logger LOG = Logger.getLogger(ProgressReport.class);
  private static final long INTERVAL = Duration.ofMillis(500).toNanos();

  private final RunSpec run;
  private final String runKey;
  private final WorkQueue queue;
  private final ProgressChannel progress;
  private String lastStage = "";
  private long lastSent;

  ProgressReport(RunSpec run, WorkQueue queue, ProgressChannel progress) {
    this.run = run;
    this.runKey = run.runKey();
    this.queue = queue;
    this.progress = progress;
  }

  @Override
  public void accept(ChildEvent.Progress reported) {
    long now = System.nanoTime();
    boolean last = reported.epochs() > 0 && reported.epoch() == reported.epochs();
    if (reported.stage().equals(lastStage) && !last && now - lastSent < INTERVAL) {
      return;
    }
    lastStage = reported.stage();
    lastSent = now;
    try {
      for (Request request : queue.requests(runKey)) {
        progress.send(event(request, reported));
      }
    } catch (RuntimeException e) {
      LOG.debugf("progress of run %s cannot be published: %s", runKey, e.getMessage());
    }
  }

  private CellProgress event(Request request, ChildEvent.Progress reported) {
    return new CellProgress(
        request.group(),
        request.requester(),
        runKey,
        run.training().seed(),
        reported.stage(),
        reported.epoch(),
        reported.epochs(),
        Math.clamp(reported.fraction(), 0, 1),
        reported.loss(),
        reported.validationLoss(),
        reported.validationAccuracy(),
        reported.imagesPerSecond(),
        reported.etaSeconds(),
        reported.peakMemoryBytes());
  }
}
