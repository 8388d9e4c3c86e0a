package dev.assay.data.dataset;

import dev.assay.contracts.progress.DatasetProgress;
import dev.assay.contracts.progress.DatasetProgress.Stage;
import dev.assay.datasets.scan.ScanProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells of one reading of a data set's images: at once, then once a second, and of its end. */
final class ThrottledProgress implements ScanProgress {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final String dataset;
  private final Stage stage;
  private final ProgressListener listener;
  private final Clock clock;
  private final String scan = UUID.randomUUID().toString();
  private int quarantined;
  private @Nullable Instant told;

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
    Instant last = told;
    if (last != null && done < total && last.plus(EVERY).isAfter(now)) {
      return;
    }
    told = now;
    listener.heard(new DatasetProgress(dataset, scan, stage, done, total, quarantined));
  }
}
