// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.data.DataConfig;
import dev.assay.data.WorkFolder;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.WatchRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Which folders of data sets are watched, and how. Every replica answers these requests. */
@ApplicationScoped
public class FolderWatches {
  private static final Logger LOG = Logger.getLogger(FolderWatches.class);

  private final DataConfig.Ingestion config;
  private final WorkFolder work;
  private final Clock clock;

  FolderWatches(DataConfig config, WorkFolder work, Clock clock) {
    this.config = config.ingestion();
    this.work = work;
    this.clock = clock;
  }

  /**
   * How a data set is to be watched. A setting that is absent has the default of the service.
   *
   * @param quiet ISO 8601 duration, at least a second
   * @param maxWait ISO 8601 duration, at least {@code quiet}; not allowed with {@code cron}, where
   *     a batch is closed one {@code quiet} after each poll that finds a change
   * @param cron when to poll, in five fields of cron; absent: all the time
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
              "was uploaded, so there is no folder to put images into; only a data set that"
                  + " was registered from a folder of the server can be watched"));
    }
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
    WatchRow watch = WatchRow.of(dataset).orElseGet(WatchRow::new);
    watch.quietMillis = quiet.map(Duration::toMillis).orElse(null);
    watch.maxWaitMillis = maxWait.map(Duration::toMillis).orElse(null);
    // With the same schedule the last poll stays, so that a poll that was missed is made up for.
    if (!schedule.equals(Schedule.of(watch))) {
      watch.polledAt = schedule.isPresent() ? clock.instant() : null;
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
        faults.add(new Fault("zone", wanted.zone(), "belongs to cron, which is missing"));
      }
      return Optional.empty();
    }
    if (wanted.maxWait() != null) {
      faults.add(
          new Fault(
              "maxWait",
              wanted.maxWait(),
              "cannot be used with cron: a batch is closed one quiet time after each poll that"
                  + " finds a change"));
    }
    return Schedule.of(cron, wanted.zone(), clock.instant(), faults);
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
      LOG.debug("a text that is no duration", e);
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
   * Watches the folder no longer. Its open batch is still closed and worked on.
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
    Optional<Schedule> schedule = Schedule.of(row);
    Instant polledAt = row.polledAt;
    return new WatchView(
        row.dataset,
        DatasetRow.of(row.dataset).orElseThrow().version().root,
        row.since.toString(),
        row.quiet(config.quiet()).toString(),
        schedule.isEmpty() ? row.maxWait(config.maxWait()).toString() : null,
        row.cron,
        row.zone,
        polledAt == null
            ? null
            : schedule.flatMap(s -> s.next(polledAt)).map(Instant::toString).orElse(null));
  }
}
