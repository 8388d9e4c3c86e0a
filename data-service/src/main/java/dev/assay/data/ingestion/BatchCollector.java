// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.data.DataConfig;
import dev.assay.data.store.BatchFileRow;
import dev.assay.data.store.BatchRow;
import dev.assay.data.store.BatchRow.State;
import dev.assay.data.store.Locks;
import dev.assay.data.store.WatchRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Collects new, changed and deleted files of each data set in a batch, and closes the batch when
 * nothing has changed for the quiet time, or when it has been open for the longest wait. Files that
 * are still changing at that moment move to the next batch.
 */
@ApplicationScoped
@Transactional
public class BatchCollector {
  /** The stamp of a file that was sent and not found in a folder. */
  private static final String SENT = "sent";

  /** Earlier releases take the same lock, and a release can be replaced replica by replica. */
  private static final String LOCK = "arrivals:";

  private final Clock clock;
  private final DataConfig.Ingestion config;
  private final EntityManager entities;
  private final KnownFiles knownFiles;

  BatchCollector(Clock clock, DataConfig config, EntityManager entities, KnownFiles knownFiles) {
    this.clock = clock;
    this.config = config.ingestion();
    this.entities = entities;
    this.knownFiles = knownFiles;
  }

  /**
   * Records how the files of a data set's folder differ from the known files.
   *
   * @param now stamps by path below the folder
   * @param source where the files come from
   */
  void recordChanges(String dataset, Map<String, String> now, String source) {
    Map<String, String> before = knownFiles.of(dataset);
    Locks.take(entities, LOCK + dataset);
    Optional<BatchRow> open = BatchRow.collecting(dataset);
    if (open.isEmpty() && before.equals(now)) {
      return;
    }
    Map<String, BatchFileRow> collected =
        open.map(b -> BatchFileRow.ofBatch(b.id)).orElseGet(Map::of);
    OpenBatch batch = new OpenBatch(dataset, open.orElse(null), clock.instant());
    TreeSet<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(now.keySet());
    paths.addAll(collected.keySet());
    for (String path : paths) {
      @Nullable String stamp = now.get(path);
      @Nullable BatchFileRow row = collected.get(path);
      if (Objects.equals(stamp, before.get(path))) {
        // The file was added and deleted again, or has its earlier content again.
        if (row != null) {
          row.delete();
        }
      } else if (row == null) {
        batch.add(path, stamp, source);
      } else if (!Objects.equals(stamp, row.stamp)) {
        batch.change(row, stamp);
      }
    }
    entities.flush();
    batch.deleteIfEmpty();
  }

  /**
   * Adds files that were sent. They are complete and do not change any more.
   *
   * @param files by their paths in the data set
   * @return number of the batch
   */
  long addSent(String dataset, Map<String, Path> files, String source) {
    Locks.take(entities, LOCK + dataset);
    Instant now = clock.instant();
    BatchRow batch = BatchRow.collecting(dataset).orElseGet(() -> BatchRow.open(dataset, now));
    batch.lastArrivalAt = now;
    Map<String, BatchFileRow> collected = BatchFileRow.ofBatch(batch.id);
    for (Map.Entry<String, Path> file : files.entrySet()) {
      @Nullable BatchFileRow before = collected.get(file.getKey());
      BatchFileRow row = before == null ? new BatchFileRow() : before;
      row.source = source;
      row.stamp = SENT;
      row.staged = file.getValue().toString();
      // The file is complete, so it passes every test of the quiet time.
      row.arrivedAt = Instant.EPOCH;
      if (before == null) {
        row.batchId = batch.id;
        row.path = file.getKey();
        row.persist();
      }
    }
    return batch.id;
  }

  /** The batch that collects now. It is opened with its first file. */
  private static final class OpenBatch {
    private final String dataset;
    private final Instant now;
    private @Nullable BatchRow batch;

    OpenBatch(String dataset, @Nullable BatchRow batch, Instant now) {
      this.dataset = dataset;
      this.batch = batch;
      this.now = now;
    }

    private BatchRow open() {
      BatchRow open = batch == null ? BatchRow.open(dataset, now) : batch;
      batch = open;
      open.lastArrivalAt = now;
      return open;
    }

    void add(String path, @Nullable String stamp, String source) {
      BatchFileRow row = new BatchFileRow();
      row.batchId = open().id;
      row.path = path;
      row.source = source;
      row.stamp = stamp;
      row.arrivedAt = now;
      row.persist();
    }

    void change(BatchFileRow row, @Nullable String stamp) {
      open();
      row.stamp = stamp;
      row.arrivedAt = now;
    }

    void deleteIfEmpty() {
      if (batch != null && BatchFileRow.count(batch.id) == 0) {
        batch.delete();
      }
    }
  }

  /** Data sets that have an open batch. */
  List<String> collecting() {
    return BatchRow.in(State.COLLECTING).stream().map(b -> b.dataset).toList();
  }

  /** When the open batch of a data set was opened; empty if there is none. */
  Optional<Instant> opened(String dataset) {
    return BatchRow.collecting(dataset).map(batch -> batch.openedAt);
  }

  /** Closes the batch of a data set if its quiet time or its longest wait is over. */
  void closeIfDue(String dataset) {
    Locks.take(entities, LOCK + dataset);
    BatchRow.collecting(dataset).ifPresent(this::closeIfDue);
  }

  private void closeIfDue(BatchRow batch) {
    Instant now = clock.instant();
    Optional<WatchRow> watch = WatchRow.of(batch.dataset);
    Duration quiet = watch.map(w -> w.quiet(config.quiet())).orElse(config.quiet());
    Duration maxWait = watch.map(w -> w.maxWait(config.maxWait())).orElse(config.maxWait());
    Instant quietSince = now.minus(quiet);
    boolean waited = !batch.openedAt.plus(maxWait).isAfter(now);
    if (batch.lastArrivalAt.isAfter(quietSince) && !waited) {
      return;
    }
    List<BatchFileRow> changing = BatchFileRow.since(batch.id, quietSince);
    if (changing.size() == BatchFileRow.count(batch.id)) {
      return;
    }
    close(batch, now);
    if (!changing.isEmpty()) {
      BatchFileRow.move(changing, BatchRow.open(batch.dataset, now).id);
    }
  }

  /**
   * Closes the batch of a folder that is polled on a schedule, after the second poll. Files that
   * changed between the two polls are not in it; the next scheduled poll finds them.
   *
   * @param quiet time between the two polls
   */
  void closeUnchanged(String dataset, Duration quiet) {
    Locks.take(entities, LOCK + dataset);
    Instant now = clock.instant();
    BatchRow.collecting(dataset)
        .ifPresent(
            batch -> {
              BatchFileRow.since(batch.id, now.minus(quiet)).forEach(BatchFileRow::delete);
              entities.flush();
              if (BatchFileRow.count(batch.id) == 0) {
                batch.delete();
              } else {
                close(batch, now);
              }
            });
  }

  private void close(BatchRow batch, Instant now) {
    batch.state = State.CLOSED;
    batch.closedAt = now;
    entities.flush();
    knownFiles.changed(batch.dataset);
  }
}
