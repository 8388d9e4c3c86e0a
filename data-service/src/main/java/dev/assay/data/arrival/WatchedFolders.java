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
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * @param maxWait likewise, at least {@code quiet}
   */
  public record NewWatch(@Nullable String quiet, @Nullable String maxWait) {}

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
    if (faults.isEmpty()
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
    if (watch.dataset == null) {
      watch.dataset = dataset;
      watch.since = clock.instant();
      watch.persist();
    }
    return Optional.of(view(watch));
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
    return new WatchView(
        row.dataset,
        folder(row.dataset).toString(),
        row.since.toString(),
        row.quiet(config.quiet()).toString(),
        row.maxWait(config.maxWait()).toString());
  }

  private static Path folder(String dataset) {
    return Path.of(DatasetRow.of(dataset).orElseThrow().version().root);
  }

  /** Looks at every folder once, and closes the batches whose time it is. */
  public void look() {
    Map<String, Path> folders =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  Map<String, Path> watched = new HashMap<>();
                  WatchRow.sorted().forEach(w -> watched.put(w.dataset, folder(w.dataset)));
                  // Uploaded since then: nobody puts images there.
                  watched.values().removeIf(work::owns);
                  return watched;
                });
    folders.forEach(
        (dataset, folder) -> {
          try {
            Map<String, String> now = new HashMap<>();
            FolderStamps.of(folder).forEach((path, stamp) -> now.put(path, stamp.text()));
            batches.seen(dataset, now, SOURCE);
            batches.closeIfDue(dataset);
          } catch (DatasetException e) {
            // A mount that is away for a while must not look like files that were deleted.
            LOG.warnf(
                "the watched folder of %s cannot be read; its images stay as they are", dataset);
          }
        });
    // What is not watched, or not any more, has nothing to be looked at.
    batches.collecting().stream()
        .filter(dataset -> !folders.containsKey(dataset))
        .forEach(batches::closeIfDue);
  }
}
