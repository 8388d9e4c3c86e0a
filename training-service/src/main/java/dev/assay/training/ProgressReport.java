package dev.assay.training;

import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.outbox.Demand;
import dev.assay.outbox.WorkQueue;
import dev.assay.training.messaging.Progress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Passes the progress of a run on to every cell that waits for it, no more often than anybody
 * reads. Must not fail: the run is worth more than its progress.
 */
final class ProgressReport implements Consumer<ChildEvent.Progress> {
  private static final Logger LOG = Logger.getLogger(ProgressReport.class);
  private static final long INTERVAL = Duration.ofMillis(500).toNanos();

  private final RunSpec run;
  private final String runKey;
  private final WorkQueue queue;
  private final Progress progress;
  private String lastStage = "";
  private long lastSent;

  ProgressReport(RunSpec run, WorkQueue queue, Progress progress) {
    this.run = run;
    this.runKey = run.runKey();
    this.queue = queue;
    this.progress = progress;
  }

  @Override
  public void accept(ChildEvent.Progress said) {
    long now = System.nanoTime();
    boolean last = said.epochs() > 0 && said.epoch() == said.epochs();
    if (said.stage().equals(lastStage) && !last && now - lastSent < INTERVAL) {
      return;
    }
    lastStage = said.stage();
    lastSent = now;
    try {
      for (Demand demand : waiting()) {
        progress.send(event(demand, said));
      }
    } catch (RuntimeException e) {
      LOG.debugf("progress of run %s is not told: %s", runKey, e.getMessage());
    }
  }

  private List<Demand> waiting() {
    return queue.demands(runKey);
  }

  private CellProgress event(Demand demand, ChildEvent.Progress said) {
    return new CellProgress(
        demand.group(),
        demand.demander(),
        runKey,
        run.training().seed(),
        said.stage(),
        said.epoch(),
        said.epochs(),
        Math.clamp(said.fraction(), 0, 1),
        said.loss(),
        said.validationLoss(),
        said.validationAccuracy(),
        said.imagesPerSecond(),
        said.etaSeconds(),
        said.peakMemoryBytes());
  }
}
