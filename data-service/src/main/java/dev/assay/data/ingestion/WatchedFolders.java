// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.data.DataConfig;
import dev.assay.data.WorkFolder;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.WatchRow;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.scan.FolderStamps;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Polls the folders of watched data sets. A poll lists the folder and compares sizes, times and
 * inodes; it opens no image. Unlike notifications of the file system, this also works on network
 * mounts.
 */
@ApplicationScoped
public class WatchedFolders {
  private static final Logger LOG = Logger.getLogger(WatchedFolders.class);
  private static final String SOURCE = "folder";

  private final BatchCollector batches;
  private final DataConfig.Ingestion config;
  private final WorkFolder work;
  private final Clock clock;

  WatchedFolders(BatchCollector batches, DataConfig config, WorkFolder work, Clock clock) {
    this.batches = batches;
    this.config = config.ingestion();
    this.work = work;
    this.clock = clock;
  }

  /**
   * @param schedule absent: the folder is polled all the time
   * @param polledAt the last scheduled poll
   */
  private record Watch(
      String dataset,
      Path folder,
      Duration quiet,
      @Nullable Schedule schedule,
      @Nullable Instant polledAt) {
    static Watch of(WatchRow row, Duration quiet) {
      return new Watch(
          row.dataset,
          Path.of(DatasetRow.of(row.dataset).orElseThrow().version().root),
          row.quiet(quiet),
          Schedule.of(row).orElse(null),
          row.polledAt);
    }

    /** Whether a time of the schedule has passed since the last scheduled poll. */
    boolean isDue(Instant now) {
      return schedule != null
          && polledAt != null
          && schedule.next(polledAt).filter(next -> !next.isAfter(now)).isPresent();
    }
  }

  /** Polls every folder that is due, and closes every batch that is due. */
  public void poll() {
    List<Watch> watches =
        QuarkusTransaction.requiringNew()
            .call(
                () ->
                    WatchRow.sorted().stream()
                        .map(row -> Watch.of(row, config.quiet()))
                        // The data set was uploaded since then, so nobody puts images there.
                        .filter(watch -> !work.owns(watch.folder()))
                        .toList());
    for (Watch watch : watches) {
      try {
        if (watch.schedule() == null) {
          list(watch);
          batches.closeIfDue(watch.dataset());
        } else {
          pollOnSchedule(watch);
        }
      } catch (DatasetException e) {
        // Files of a mount that is missing for a while were not deleted.
        LOG.warnf(
            "the watched folder of %s cannot be read; the data set keeps its images",
            watch.dataset());
      }
    }
    // Batches of data sets whose folder is not watched, or not any more, have no poll.
    Set<String> watched = watches.stream().map(Watch::dataset).collect(Collectors.toSet());
    batches.collecting().stream()
        .filter(dataset -> !watched.contains(dataset))
        .forEach(batches::closeIfDue);
  }

  /**
   * Polls when a scheduled time has passed and, if something has changed, once more after the quiet
   * time: files that are the same in both polls are complete.
   */
  private void pollOnSchedule(Watch watch) throws DatasetException {
    Instant now = clock.instant();
    Optional<Instant> first = batches.opened(watch.dataset());
    if (first.isPresent()) {
      if (!first.get().plus(watch.quiet()).isAfter(now)) {
        list(watch);
        batches.closeUnchanged(watch.dataset(), watch.quiet());
      }
    } else if (watch.isDue(now)) {
      list(watch);
      QuarkusTransaction.requiringNew()
          .run(() -> WatchRow.of(watch.dataset()).ifPresent(row -> row.polledAt = now));
    }
  }

  private void list(Watch watch) throws DatasetException {
    Map<String, String> now = new HashMap<>();
    FolderStamps.of(watch.folder()).forEach((path, stamp) -> now.put(path, stamp.text()));
    batches.recordChanges(watch.dataset(), now, SOURCE);
  }
}
