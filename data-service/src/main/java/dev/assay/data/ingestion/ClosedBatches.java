// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.data.store.BatchFileRow;
import dev.assay.data.store.BatchRow;
import dev.assay.data.store.BatchRow.State;
import dev.assay.data.store.BatchStudyRow;
import dev.assay.data.store.KnownFileRow;
import dev.assay.data.study.NewDataHandler.Reaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The closed batches, from the start of their work until they have ended. */
@ApplicationScoped
@Transactional
public class ClosedBatches {
  private final Clock clock;
  private final EntityManager entities;
  private final KnownFiles knownFiles;

  ClosedBatches(Clock clock, EntityManager entities, KnownFiles knownFiles) {
    this.clock = clock;
    this.entities = entities;
    this.knownFiles = knownFiles;
  }

  /**
   * A closed batch.
   *
   * @param id its number
   */
  record ClosedBatch(Long id, String dataset) {}

  /** Another replica has ended the batch, so the result of this one is refused. */
  static final class FencedOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FencedOutException(ClosedBatch batch) {
      super("batch " + batch.id() + " of " + batch.dataset() + " was ended by another replica");
    }
  }

  /** All closed batches, those of one data set in the order in which they were opened. */
  List<ClosedBatch> inOrder() {
    return BatchRow.in(State.CLOSED).stream().map(b -> new ClosedBatch(b.id, b.dataset)).toList();
  }

  /**
   * Starts the work of a batch, or starts it again.
   *
   * @param current version of the data set
   * @return the version that was current when the work was started for the first time
   */
  String start(ClosedBatch closed, String current) {
    BatchRow batch = BatchRow.findById(closed.id());
    if (batch.beforeVersion == null) {
      batch.beforeVersion = current;
    }
    return batch.beforeVersion;
  }

  /** Files that were sent, by their paths in the data set. */
  Map<String, Path> staged(ClosedBatch closed) {
    Map<String, Path> staged = new TreeMap<>();
    BatchFileRow.ofBatch(closed.id())
        .forEach(
            (path, row) -> {
              if (row.staged != null) {
                staged.put(path, Path.of(row.staged));
              }
            });
    return staged;
  }

  /** Stamps by path of the files of this batch and of all batches before it. */
  Map<String, String> stamps(ClosedBatch closed) {
    Map<String, String> stamps = new HashMap<>(KnownFileRow.ofDataset(closed.dataset()));
    KnownFiles.apply(BatchFileRow.ofBatch(closed.id()), stamps);
    return stamps;
  }

  /**
   * Locks the batch: until the end of the caller's transaction nobody else can end it.
   *
   * @throws FencedOutException if another replica has led in the meantime and has ended the batch
   */
  @Transactional(Transactional.TxType.MANDATORY)
  BatchRow lock(ClosedBatch closed) {
    BatchRow batch = BatchRow.findById(closed.id(), LockModeType.PESSIMISTIC_WRITE);
    if (batch.state != State.CLOSED) {
      throw new FencedOutException(closed);
    }
    return batch;
  }

  /** Ends a batch that has made a version, or that has changed nothing. */
  void done(ClosedBatch closed, String version, List<Reaction> reactions) {
    BatchRow batch = end(closed, State.DONE);
    batch.version = version;
    for (Reaction r : reactions) {
      BatchStudyRow.keep(closed.id(), r.name(), r.action(), r.studyId(), r.reason());
    }
  }

  /** Ends a batch whose files cannot be used. The next batch may bring what is missing. */
  void failed(ClosedBatch closed, String reason) {
    end(closed, State.FAILED).reason = reason;
  }

  private BatchRow end(ClosedBatch closed, State state) {
    BatchRow batch = lock(closed);
    batch.state = state;
    batch.endedAt = clock.instant();
    entities.flush();
    KnownFileRow.merge(entities, closed.dataset(), closed.id());
    knownFiles.changed(closed.dataset());
    return batch;
  }
}
