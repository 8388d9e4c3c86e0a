package dev.assay.data.arrival;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.data.DataConfig;
import dev.assay.data.WorkFolder;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.WatchRow;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.scan.FolderStamps;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
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
   * How a data set is to be watched; what is absent is the service's own setting.
   *
   * @param quiet ISO 8601 duration, at least a second
   * @param maxWait likewise, at least {@code quiet}; not by the clock, where a batch is closed one
   *     {@code quiet} after each look that finds something
   * @param cron when to look, in five fields of cron; absent: all the time
   * @param zone IANA name of the time zone of {@code cron}; absent: UTC
   */
  public record NewWatch(
      @Nullable String quiet,
      @Nullable String maxWait,
      @Nullable String cron,
      @Nullable String zone) {}

  /**
   * Watches the folder of a data set from now on.
   *
   * @return empty if there is no such data set
   * @throws FaultException with every fault
   */
  @Transactional
  public Optional<WatchView> watch(String dataset, NewWatch wanted) {
    Optional<DatasetRow> row = DatasetRow.of(dataset).filter(r -> r.versionId != null);
    if (row.isEmpty()) {
      return Optional.empty();
    }
    List<Fault> faults = new ArrayList<>();
    Optional<Duration> quiet = duration("quiet", wanted.quiet(), faults);
    Optional<Duration> maxWait = duration("maxWait", wanted.maxWait(), faults);
    Optional<Schedule> schedule = schedule(wanted, faults);
    if (faults.isEmpty()
        && schedule.isEmpty()
        && maxWait.orElse(config.maxWait()).compareTo(quiet.orElse(config.quiet())) < 0) {
      faults.add(
          new Fault(
              "maxWait",
              maxWait.orElse(config.maxWait()).toString(),
              "must be at least quiet, which is " + quiet.orElse(config.quiet())));
    }
    if (work.owns(Path.of(row.get().version().root))) {
      faults.add(
          new Fault(
              "name",
              dataset,
              "was uploaded: it has no folder that anybody puts images into; only a data set that"
                  + " was registered from a folder of the server can be watched"));
    }
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
    WatchRow watch = WatchRow.of(dataset).orElseGet(WatchRow::new);
    watch.quietMillis = quiet.map(Duration::toMillis).orElse(null);
    watch.maxWaitMillis = maxWait.map(Duration::toMillis).orElse(null);
    // The same times again are not begun anew: one that was missed is still to be kept.
    if (!schedule.equals(Optional.ofNullable(schedule(watch)))) {
      watch.lookedAt = schedule.isPresent() ? clock.instant() : null;
    }
    watch.cron = schedule.map(Schedule::cron).orElse(null);
    watch.zone = schedule.map(Schedule::zone).map(ZoneId::getId).orElse(null);
    if (watch.dataset == null) {
      watch.dataset = dataset;
      watch.since = clock.instant();
      watch.persist();
    }
    return Optional.of(view(watch));
  }

  private Optional<Schedule> schedule(NewWatch wanted, List<Fault> faults) {
    String cron = wanted.cron();
    if (cron == null) {
      if (wanted.zone() != null) {
        faults.add(new Fault("zone", wanted.zone(), "is of cron, which is missing"));
      }
      return Optional.empty();
    }
    if (wanted.maxWait() != null) {
      faults.add(
          new Fault(
              "maxWait",
              wanted.maxWait(),
              "goes without cron: a batch is closed one quiet time after each look that finds"
                  + " something"));
    }
    return Schedule.of(cron, wanted.zone(), clock.instant(), faults);
  }

  private static @Nullable Schedule schedule(WatchRow row) {
    return row.cron == null || row.zone == null
        ? null
        : new Schedule(row.cron, ZoneId.of(row.zone));
  }

  private static Optional<Duration> duration(
      String field, @Nullable String text, List<Fault> faults) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(Duration.ofSeconds(1)) >= 0
          && duration.compareTo(Duration.ofDays(30)) <= 0) {
        return Optional.of(duration);
      }
    } catch (DateTimeParseException e) {
      LOG.debug("no duration", e);
    }
    faults.add(
        new Fault(field, text, "must be an ISO 8601 duration from PT1S to P30D, such as PT30S"));
    return Optional.empty();
  }

  @Transactional
  public Optional<WatchView> of(String dataset) {
    return WatchRow.of(dataset).map(this::view);
  }

  /**
   * What was collected stays and is closed in its time.
   *
   * @return how it was watched; empty if it was not
   */
  @Transactional
  public Optional<WatchView> stop(String dataset) {
    Optional<WatchView> watched = of(dataset);
    WatchRow.deleteById(dataset);
    return watched;
  }

  private WatchView view(WatchRow row) {
    Schedule schedule = schedule(row);
    Instant lookedAt = row.lookedAt;
    return new WatchView(
        row.dataset,
        folder(row.dataset).toString(),
        row.since.toString(),
        row.quiet(config.quiet()).toString(),
        schedule == null ? row.maxWait(config.maxWait()).toString() : null,
        row.cron,
        row.zone,
        schedule == null || lookedAt == null
            ? null
            : schedule.next(lookedAt).map(Instant::toString).orElse(null));
  }

  private static Path folder(String dataset) {
    return Path.of(DatasetRow.of(dataset).orElseThrow().version().root);
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
          WatchedFolders.folder(row.dataset),
          row.quiet(quiet),
          WatchedFolders.schedule(row),
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
