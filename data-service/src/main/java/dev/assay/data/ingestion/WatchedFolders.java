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
 * Looks at the folders of watched data sets. Looking is listing and comparing sizes, times and
 * inodes: it works the same on network mounts, where nobody tells of changes, and costs no image.
 */
@ApplicationScoped
public class WatchedFolders {
  private static final Logger LOG = Logger.getLogger(WatchedFolders.class);
  private static final String SOURCE = "folder";

  private final Batches batches;
  private final DataConfig.Arrivals config;
  private final WorkFolder work;
  private final Clock clock;

  WatchedFolders(Batches batches, DataConfig config, WorkFolder work, Clock clock) {
    this.batches = batches;
    this.config = config.arrivals();
    this.work = work;
    this.clock = clock;
  }

  /**
   * @param schedule absent: all the time
   * @param lookedAt the last time of the schedule that was kept
   */
  private record Watch(
      String dataset,
      Path folder,
      Duration quiet,
      @Nullable Schedule schedule,
      @Nullable Instant lookedAt) {
    static Watch of(WatchRow row, Duration quiet) {
      return new Watch(
          row.dataset,
          Path.of(DatasetRow.of(row.dataset).orElseThrow().version().root),
          row.quiet(quiet),
          Schedule.of(row).orElse(null),
          row.lookedAt);
    }

    /** Whether a time of the schedule has come since the last one that was kept. */
    boolean isDue(Instant now) {
      return schedule != null
          && lookedAt != null
          && schedule.next(lookedAt).filter(next -> !next.isAfter(now)).isPresent();
    }
  }

  /** Looks at every folder whose time it is, and closes the batches whose time it is. */
  public void look() {
    List<Watch> watches =
        QuarkusTransaction.requiringNew()
            .call(
                () ->
                    WatchRow.sorted().stream()
                        .map(row -> Watch.of(row, config.quiet()))
                        // Uploaded since then: nobody puts images there.
                        .filter(watch -> !work.owns(watch.folder()))
                        .toList());
    for (Watch watch : watches) {
      try {
        if (watch.schedule() == null) {
          see(watch);
          batches.closeIfDue(watch.dataset());
        } else {
          lookByTheClock(watch);
        }
      } catch (DatasetException e) {
        // A mount that is away for a while must not look like files that were deleted.
        LOG.warnf(
            "the watched folder of %s cannot be read; its images stay as they are",
            watch.dataset());
      }
    }
    // What is not watched, or not any more, has nothing to be looked at.
    Set<String> watched = watches.stream().map(Watch::dataset).collect(Collectors.toSet());
    batches.collecting().stream()
        .filter(dataset -> !watched.contains(dataset))
        .forEach(batches::closeIfDue);
  }

  /**
   * Looks when it is time and, if something differs, once more a quiet time later: what is the same
   * then lies still.
   */
  private void lookByTheClock(Watch watch) throws DatasetException {
    Instant now = clock.instant();
    Optional<Instant> first = batches.opened(watch.dataset());
    if (first.isPresent()) {
      if (!first.get().plus(watch.quiet()).isAfter(now)) {
        see(watch);
        batches.closeStill(watch.dataset(), watch.quiet());
      }
    } else if (watch.isDue(now)) {
      see(watch);
      QuarkusTransaction.requiringNew()
          .run(() -> WatchRow.of(watch.dataset()).ifPresent(row -> row.lookedAt = now));
    }
  }

  private void see(Watch watch) throws DatasetException {
    Map<String, String> now = new HashMap<>();
    FolderStamps.of(watch.folder()).forEach((path, stamp) -> now.put(path, stamp.text()));
    batches.seen(watch.dataset(), now, SOURCE);
  }
}
