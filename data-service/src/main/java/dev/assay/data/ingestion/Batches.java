package dev.assay.data.ingestion;

import dev.assay.data.DataConfig;
import dev.assay.data.store.BatchFileRow;
import dev.assay.data.store.BatchRow;
import dev.assay.data.store.BatchRow.State;
import dev.assay.data.store.BatchStudyRow;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.KnownFileRow;
import dev.assay.data.store.Locks;
import dev.assay.data.store.WatchRow;
import dev.assay.data.study.NewDataHandler.Reaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects what arrives of each data set. A batch is closed when nothing has arrived for a while,
 * or when it has waited long enough; what has not lain still by then goes into the next one.
 */
@ApplicationScoped
@Transactional
public class Batches {
  private static final int SHOWN = 50;

  /** Stands for the stamp of a file that was not found in a folder but sent. */
  private static final String SENT = "sent";

  private final Clock clock;
  private final DataConfig.Arrivals config;
  private final EntityManager entities;

  /** What has arrived for good, by data set: as many entries as files, so it is read once. */
  private final Map<String, Map<String, String>> arrived = new ConcurrentHashMap<>();

  Batches(Clock clock, DataConfig config, EntityManager entities) {
    this.clock = clock;
    this.config = config.arrivals();
    this.entities = entities;
  }

  /** Another replica may have closed batches since this one did the last. */
  void forget() {
    arrived.clear();
  }

  /** A closed batch whose turn it is. */
  record Turn(Long id, String dataset) {}

  /**
   * Notes how the files of a data set's folder differ from what has arrived before.
   *
   * @param now stamps by path below the folder
   * @param source what brought them
   */
  void seen(String dataset, Map<String, String> now, String source) {
    Map<String, String> before = arrived(dataset);
    Locks.take(entities, "arrivals:" + dataset);
    Optional<BatchRow> open = BatchRow.collecting(dataset);
    if (open.isEmpty() && before.equals(now)) {
      return;
    }
    Map<String, BatchFileRow> known = open.map(b -> BatchFileRow.ofBatch(b.id)).orElseGet(Map::of);
    Collecting batch = new Collecting(dataset, open.orElse(null), clock.instant());
    TreeSet<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(now.keySet());
    paths.addAll(known.keySet());
    for (String path : paths) {
      @Nullable String stamp = now.get(path);
      @Nullable BatchFileRow row = known.get(path);
      if (Objects.equals(stamp, before.get(path))) {
        // It came and went, or became again what it was.
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
    batch.dropIfEmpty();
  }

  /**
   * Takes in files that were sent.
   *
   * @param files by their paths in the data set; they lie still from now on
   * @return number of the batch
   */
  long sent(String dataset, Map<String, Path> files, String source) {
    Locks.take(entities, "arrivals:" + dataset);
    Instant now = clock.instant();
    BatchRow batch = BatchRow.collecting(dataset).orElseGet(() -> BatchRow.open(dataset, now));
    batch.lastArrivalAt = now;
    Map<String, BatchFileRow> known = BatchFileRow.ofBatch(batch.id);
    for (Map.Entry<String, Path> file : files.entrySet()) {
      @Nullable BatchFileRow before = known.get(file.getKey());
      BatchFileRow row = before == null ? new BatchFileRow() : before;
      row.source = source;
      row.stamp = SENT;
      row.staged = file.getValue().toString();
      // Whole from the beginning: it need not lie still to be known as such.
      row.arrivedAt = Instant.EPOCH;
      if (before == null) {
        row.batchId = batch.id;
        row.path = file.getKey();
        row.persist();
      }
    }
    return batch.id;
  }

  /** The batch that collects now; it begins with what arrives first. */
  private static final class Collecting {
    private final String dataset;
    private final Instant now;
    private @Nullable BatchRow batch;

    Collecting(String dataset, @Nullable BatchRow batch, Instant now) {
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

    void dropIfEmpty() {
      if (batch != null && BatchFileRow.count(batch.id) == 0) {
        batch.delete();
      }
    }
  }

  /** The files that have arrived: those of ended batches, and of closed ones. */
  private Map<String, String> arrived(String dataset) {
    return arrived.computeIfAbsent(
        dataset,
        name -> {
          Map<String, String> stamps = KnownFileRow.ofDataset(name);
          BatchRow.in(State.CLOSED).stream()
              .filter(batch -> batch.dataset.equals(name))
              .forEach(batch -> apply(BatchFileRow.ofBatch(batch.id), stamps));
          return stamps;
        });
  }

  private static void apply(Map<String, BatchFileRow> changes, Map<String, String> stamps) {
    changes.forEach(
        (path, row) -> {
          if (row.stamp == null) {
            stamps.remove(path);
          } else {
            stamps.put(path, row.stamp);
          }
        });
  }

  /** Data sets of which something has arrived that no closed batch has. */
  List<String> collecting() {
    return BatchRow.in(State.COLLECTING).stream().map(b -> b.dataset).toList();
  }

  /** Closes the batch of a data set if it is time. */
  void closeIfDue(String dataset) {
    Locks.take(entities, "arrivals:" + dataset);
    BatchRow.collecting(dataset).ifPresent(this::closeIfDue);
  }

  private void closeIfDue(BatchRow batch) {
    Instant now = clock.instant();
    Optional<WatchRow> watch = WatchRow.of(batch.dataset);
    Duration quiet = watch.map(w -> w.quiet(config.quiet())).orElse(config.quiet());
    Duration maxWait = watch.map(w -> w.maxWait(config.maxWait())).orElse(config.maxWait());
    Instant still = now.minus(quiet);
    boolean waited = !batch.openedAt.plus(maxWait).isAfter(now);
    if (batch.lastArrivalAt.isAfter(still) && !waited) {
      return;
    }
    List<BatchFileRow> moving = BatchFileRow.since(batch.id, still);
    if (moving.size() == BatchFileRow.count(batch.id)) {
      return;
    }
    close(batch, now);
    if (!moving.isEmpty()) {
      BatchFileRow.move(moving, BatchRow.open(batch.dataset, now).id);
    }
  }

  private void close(BatchRow batch, Instant now) {
    batch.state = State.CLOSED;
    batch.closedAt = now;
    entities.flush();
    arrived.remove(batch.dataset);
  }

  /** When the batch was opened that collects now. */
  Optional<Instant> opened(String dataset) {
    return BatchRow.collecting(dataset).map(batch -> batch.openedAt);
  }

  /**
   * Closes the batch of a folder that is looked at by the clock, after the second look. What
   * changed between the two is not in it: the next time finds it.
   *
   * @param quiet what lies between the two looks
   */
  void closeStill(String dataset, Duration quiet) {
    Locks.take(entities, "arrivals:" + dataset);
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

  /** The closed batches, each after those of its data set that were closed before. */
  List<Turn> turns() {
    return BatchRow.in(State.CLOSED).stream().map(b -> new Turn(b.id, b.dataset)).toList();
  }

  /**
   * Begins, or begins again, the work of a batch.
   *
   * @param current version of the data set
   * @return the version that was current when the work began for the first time
   */
  String begin(Turn turn, String current) {
    BatchRow batch = BatchRow.findById(turn.id());
    if (batch.beforeVersion == null) {
      batch.beforeVersion = current;
    }
    return batch.beforeVersion;
  }

  /** Files that were sent, by their paths in the data set. */
  Map<String, Path> staged(Turn turn) {
    Map<String, Path> staged = new TreeMap<>();
    BatchFileRow.ofBatch(turn.id())
        .forEach(
            (path, row) -> {
              if (row.staged != null) {
                staged.put(path, Path.of(row.staged));
              }
            });
    return staged;
  }

  /** Stamps by path of the files that have arrived with this batch and those before. */
  Map<String, String> stamps(Turn turn) {
    Map<String, String> stamps = new HashMap<>(KnownFileRow.ofDataset(turn.dataset()));
    apply(BatchFileRow.ofBatch(turn.id()), stamps);
    return stamps;
  }

  /**
   * Until the end of the caller's transaction nobody else ends this batch.
   *
   * @return the batch, still to be ended
   * @throws EndedException if somebody has: another replica led meanwhile, and may be further
   */
  @Transactional(Transactional.TxType.MANDATORY)
  BatchRow hold(Turn turn) {
    BatchRow batch = BatchRow.findById(turn.id(), LockModeType.PESSIMISTIC_WRITE);
    if (batch.state != State.CLOSED) {
      throw new EndedException(turn);
    }
    return batch;
  }

  /** A batch is worked on that another replica has ended. */
  static final class EndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EndedException(Turn turn) {
      super("batch " + turn.id() + " of " + turn.dataset() + " was ended by another replica");
    }
  }

  /** The batch has made a version, or found that nothing changed. */
  void done(Turn turn, String version, List<Reaction> reactions) {
    BatchRow batch = end(turn, State.DONE);
    batch.version = version;
    for (Reaction r : reactions) {
      BatchStudyRow.keep(turn.id(), r.name(), r.action(), r.studyId(), r.reason());
    }
  }

  /** What arrived cannot be used; the next batch may bring what is missing. */
  void failed(Turn turn, String reason) {
    end(turn, State.FAILED).reason = reason;
  }

  private BatchRow end(Turn turn, State state) {
    BatchRow batch = hold(turn);
    batch.state = state;
    batch.endedAt = clock.instant();
    entities.flush();
    KnownFileRow.merge(entities, turn.dataset(), turn.id());
    arrived.remove(turn.dataset());
    return batch;
  }

  /** The newest batches of a data set, the newest first; empty if there is no such data set. */
  public Optional<List<BatchView>> newest(String dataset) {
    return DatasetRow.of(dataset)
        .map(row -> BatchRow.newestFirst(row.name, SHOWN).stream().map(BatchView::of).toList());
  }
}
