// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.contracts.progress.DatasetProgress;
import dev.assay.contracts.progress.DatasetProgress.Stage;
import dev.assay.datasets.scan.ScanProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Passes on the progress of one scan or packing: the first and the last, and one per second. */
final class ThrottledProgress implements ScanProgress {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final String dataset;
  private final Stage stage;
  private final ProgressListener listener;
  private final Clock clock;
  private final String scan = UUID.randomUUID().toString();
  private int quarantined;
  private @Nullable Instant passedOn;

  ThrottledProgress(String dataset, Stage stage, ProgressListener listener, Clock clock) {
    this.dataset = dataset;
    this.stage = stage;
    this.listener = listener;
    this.clock = clock;
  }

  @Override
  public void leftOut(int files) {
    quarantined = files;
  }

  @Override
  public void advanced(int done, int total) {
    Instant now = clock.instant();
    Instant last = passedOn;
    if (last != null && done < total && last.plus(EVERY).isAfter(now)) {
      return;
    }
    passedOn = now;
    listener.progressed(new DatasetProgress(dataset, scan, stage, done, total, quarantined));
  }
}
