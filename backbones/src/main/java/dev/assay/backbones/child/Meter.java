// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.child;

import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.job.ChildEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reports the progress of a stage, a few times a second. */
public final class Meter {
  private static final long INTERVAL = Duration.ofMillis(250).toNanos();

  private final EventLog events;
  private final String stage;
  private final int epochs;
  private final double total;
  private final LongSupplier nanoClock;
  private int epochsBefore;
  private double imagesBefore;

  /** Images since the speed is measured; the batch before is the first of the process. */
  private double worked;

  private boolean measured;
  private long measuredFrom;
  private double done;
  private int epoch;
  private double loss = Double.NaN;
  private @Nullable Epoch last;
  private long lastEmitted;

  /**
   * @param stage of {@link dev.assay.contracts.event.CellProgress}
   * @param epochs 0 where the stage has none
   * @param images that the whole stage passes through the network
   */
  public Meter(EventLog events, String stage, int epochs, double images) {
    this(events, stage, epochs, images, System::nanoTime);
  }

  Meter(EventLog events, String stage, int epochs, double images, LongSupplier nanoClock) {
    this.events = events;
    this.stage = stage;
    this.epochs = epochs;
    this.total = Math.max(1, images);
    this.nanoClock = nanoClock;
    this.lastEmitted = nanoClock.getAsLong() - INTERVAL;
  }

  /** What follows counts from here: several trainings may make up one stage. */
  public void startFrom(int epochsDone, double imagesDone) {
    epochsBefore = epochsDone;
    imagesBefore = imagesDone;
    resumeAt(0, 0);
  }

  /** Where a resumed stage goes on; what was done before does not count for the speed. */
  public void resumeAt(int epochsDone, double imagesDone) {
    epoch = epochsBefore + epochsDone;
    done = imagesBefore + imagesDone;
  }

  /** The stage ends here, whatever was left of it. */
  public void finish() {
    done = total;
    epoch = epochs;
    emitIfDue(true);
  }

  /**
   * @param imagesDone since the stage began
   */
  public void images(double imagesDone) {
    advance(imagesDone);
    emitIfDue(false);
  }

  /**
   * @param batchLoss mean over the batch
   */
  public void batch(double imagesDone, double batchLoss) {
    loss = batchLoss;
    advance(imagesDone);
    emitIfDue(false);
  }

  /** An epoch is done; the last one is always reported. */
  public void epoch(Epoch finished, double imagesDone) {
    last = finished;
    epoch = epochsBefore + finished.epoch();
    Double trainLoss = finished.trainLoss();
    loss = trainLoss == null ? Double.NaN : trainLoss;
    advance(imagesDone);
    emitIfDue(epoch == epochs);
  }

  /**
   * The first batch is not measured: it waits for the engine and for code that is compiled while it
   * runs, which may take a hundred times as long as a batch does.
   */
  private void advance(double imagesDone) {
    double more = imagesBefore + imagesDone - done;
    done = imagesBefore + imagesDone;
    if (measured) {
      worked += more;
    } else if (more > 0) {
      measured = true;
      measuredFrom = nanoClock.getAsLong();
    }
  }

  private void emitIfDue(boolean anyway) {
    long now = nanoClock.getAsLong();
    if (!anyway && now - lastEmitted < INTERVAL) {
      return;
    }
    lastEmitted = now;
    double seconds = (now - measuredFrom) / 1e9;
    double rate = measured && seconds > 0 ? worked / seconds : 0;
    Epoch shown = last;
    try {
      events.emit(
          new ChildEvent.Progress(
              stage,
              epoch,
              epochs,
              Math.min(1, done / total),
              Double.isFinite(loss) ? loss : null,
              shown == null ? null : shown.validationLoss(),
              shown == null ? null : shown.validationAccuracy(),
              rate > 0 ? rate : null,
              rate > 0 ? Math.max(0, total - done) / rate : null,
              Usage.peakMemoryBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the events file", e);
    }
  }
}
